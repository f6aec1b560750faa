import { useSay } from '@/shared/i18n/i18n';
import { Panel } from '@/shared/ui/panel';

interface Props {
  /** The conversation that is open, which can be searched alone. */
  readonly conversation_id: string | undefined;
  readonly onClose: () => void;
}

export function SearchPanel({ conversation_id, onClose }: Props) {
  const say = useSay();
  return (
    <Panel key={conversation_id} onClose={onClose} title={say('search.title')}>
      {null}
    </Panel>
  );
}
