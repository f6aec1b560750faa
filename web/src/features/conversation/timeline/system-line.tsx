import type { Message } from '@/shared/api/wire';
import { useEventText } from '@/shared/people/use-event-text';
import { useTimes } from '../use-times';
import styles from './message-row.module.css';

export function SystemLine({ message }: { readonly message: Message }) {
  const { full } = useTimes();
  return (
    <p className={styles['system']} dir="auto" title={full(message.created_at)}>
      {useEventText(message)}
    </p>
  );
}
