/** Under a message: its thread. Who replied, how often and when last, and what one has not read there. */
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import type { Thread } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { usePeople } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { Avatar } from '@/shared/ui/avatar';
import { Link } from '@/shared/ui/link';
import { useScene } from '../scene';
import { daysAgo, useTimes } from '../use-times';
import styles from './thread-line.module.css';
import { useUnreadThreads } from './unread-threads';

interface Props {
  readonly id: string;
  readonly thread: Thread;
  readonly tabIndex: number;
}

/** More faces say no more. */
const FACES = 3;

export function ThreadLine({ id, thread, tabIndex }: Props) {
  const say = useSay();
  const { conversation_id } = useScene();
  const { time } = useTimes();
  const day = useDay();
  const people = usePeople(thread.user_ids.slice(0, FACES));
  const found = useUnreadThreads().threads.find((it) => it.message.id === id);
  const unread = found?.unread ?? 0;
  const at = { day: day(thread.last_at), time: time(thread.last_at) };
  return (
    <Link
      className={styles['line']}
      data-unread={unread > 0}
      tabIndex={tabIndex}
      to={places.thread(conversation_id, id)}
    >
      <span className={styles['faces']}>
        {people.map((it, index) => (
          <Avatar key={it?.id ?? thread.user_ids[index]} size="small" user={it} />
        ))}
      </span>
      <span className={styles['count']}>{say('thread.replies', { count: thread.replies })}</span>
      <span className={styles['last']}>{say('thread.last', at)}</span>
      {unread > 0 && (
        <span className={styles['unread']}>{say('thread.new', { count: unread })}</span>
      )}
    </Link>
  );
}

/** In the middle of a sentence: today, yesterday, 3 Mar. */
function useDay(): (at: string) => string {
  const { i18n } = useLingui();
  return useMemo(() => {
    const relative = new Intl.RelativeTimeFormat(i18n.locales ?? i18n.locale, { numeric: 'auto' });
    return (at) => {
      const ago = daysAgo(at);
      if (ago === 0 || ago === 1) return relative.format(-ago, 'day');
      return i18n.date(at, { day: 'numeric', month: 'short' });
    };
  }, [i18n]);
}
