/** Who says it and when: at the first of a group; the time alone, on hover, at the others. */
import type { Message, User } from '@/shared/api/wire';
import { callProfile } from '@/shared/called';
import { useSay } from '@/shared/i18n/i18n';
import { StatusSign } from '@/shared/people/status-sign';
import { usePerson } from '@/shared/people/use-person';
import { Avatar } from '@/shared/ui/avatar';
import { hueOf } from '@/shared/ui/hue';
import { useTimes } from '../use-times';
import styles from './message-row.module.css';
import { Name } from './name';
import type { Row } from './row';

export function MessageWho({ message }: { readonly message: Message }) {
  const person = usePerson(message.sender_id);
  return (
    <div className={styles['who']}>
      <Name className={styles['name']} data-hue={hueOf(message.sender_id)} user={person}>
        {person?.display_name ?? '…'}
      </Name>
      <StatusSign user={person} />
      <Time at={message.created_at} />
    </div>
  );
}

export function MessageSide({ row }: { readonly row: Row }) {
  const person = usePerson(row.message.sender_id);
  return (
    <div className={styles['side']}>
      {row.isFirst ? <Picture user={person} /> : <Time at={row.message.created_at} />}
    </div>
  );
}

/** Pressing it tells who that is. For the keys, and for those who hear the page, the message's menu does. */
function Picture({ user }: { readonly user: User | null }) {
  const say = useSay();
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: what it does is in the message's menu
    // biome-ignore lint/a11y/useKeyWithClickEvents: what it does is in the message's menu
    <span
      className={styles['picture']}
      onClick={() => user && callProfile(user.id)}
      title={say('timeline.profile', { name: user?.display_name ?? '…' })}
    >
      <Avatar user={user} />
    </span>
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
