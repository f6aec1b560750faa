/** The files of a message that is on its way. */
import { usePart } from '@/shared/part';
import { fileParts } from '../file-parts';
import type { Sending } from './row';
import { useActions } from './timeline-context';

interface Props {
  readonly sending: Sending;
  readonly tabIndex: number;
}

export function PendingMessageFiles({ sending, tabIndex }: Props) {
  const actions = useActions();
  const loaded = usePart(fileParts);
  if (!(loaded instanceof Object)) return null;
  const { entry, uploads } = sending;
  return (
    <loaded.PendingFiles
      ids={uploads}
      isRefused={entry.state === 'failed'}
      onTakeBack={() => actions.takeBack(entry)}
      tabIndex={tabIndex}
    />
  );
}
