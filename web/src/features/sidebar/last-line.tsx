import { useSay } from '@/shared/i18n/i18n';
import type { RoomView } from '@/shared/mirror/room';
import { useMessenger } from '@/shared/services';
import { useCell } from '@/shared/use-cell';
import styles from './row.module.css';
import { oneLine, useLastLine } from './use-last-line';
import { useUnsentLine } from './use-unsent-line';

interface Props {
  readonly view: RoomView;
  /** Where one is writing it is seen already. */
  readonly isOpen: boolean;
}

/** What was begun here and not sent, before what was said last: by oneself also what waits to go out. */
export function LastLine({ view, isOpen }: Props) {
  const say = useSay();
  const { id } = view.conversation;
  const draft = useCell(useMessenger().drafts.of(id));
  const said = useLastLine(view);
  const line = useUnsentLine(view) || said;
  const begun = oneLine(draft?.text ?? '');
  if (begun === '' || isOpen) {
    return (
      <span className={styles['line']}>
        <bdi>{line}</bdi>
      </span>
    );
  }
  return (
    <span className={styles['line']} data-draft>
      <bdi>{say('sidebar.draft', { text: begun })}</bdi>
    </span>
  );
}
