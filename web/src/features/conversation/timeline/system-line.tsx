import type { Message } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import styles from './message-row.module.css';
import { namedBy, systemText } from './system-text';
import { usePeople } from './use-people';
import { useTimes } from './use-times';

export function SystemLine({ message }: { readonly message: Message }) {
  const say = useSay();
  const { full } = useTimes();
  const ids = namedBy(message);
  const people = usePeople(ids);
  const nameOf = (id: string): string => people[ids.indexOf(id)]?.display_name ?? '…';
  return (
    <p className={styles['system']} dir="auto" title={full(message.created_at)}>
      {systemText(message, nameOf, say)}
    </p>
  );
}
