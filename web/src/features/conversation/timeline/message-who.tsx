/** Who says it and when: at the first of a group; the time alone, on hover, at the others. */
import type { Message } from '@/shared/api/wire';
import { usePerson } from '@/shared/people/use-person';
import { Avatar } from '@/shared/ui/avatar';
import { hueOf } from '@/shared/ui/hue';
import { useTimes } from '../use-times';
import styles from './message-row.module.css';
import type { Row } from './row';

export function MessageWho({ message }: { readonly message: Message }) {
  const person = usePerson(message.sender_id);
  return (
    <div className={styles['who']}>
      <bdi className={styles['name']} data-hue={hueOf(message.sender_id)}>
        {person?.display_name ?? '…'}
      </bdi>
      <Time at={message.created_at} />
    </div>
  );
}

export function MessageSide({ row }: { readonly row: Row }) {
  const person = usePerson(row.message.sender_id);
  return (
    <div className={styles['side']}>
      {row.isFirst ? <Avatar user={person} /> : <Time at={row.message.created_at} />}
    </div>
  );
}

function Time({ at }: { readonly at: string }) {
  const { time, full } = useTimes();
  return (
    <time className={styles['time']} dateTime={at} title={full(at)}>
      {time(at)}
    </time>
  );
}
