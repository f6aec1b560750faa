import type { Message } from '@/shared/api/wire';
import { useEventText } from '@/shared/people/use-event-text';
import styles from './message-row.module.css';
import { useTimes } from './use-times';

export function SystemLine({ message }: { readonly message: Message }) {
  const { full } = useTimes();
  return (
    <p className={styles['system']} dir="auto" title={full(message.created_at)}>
      {useEventText(message)}
    </p>
  );
}
