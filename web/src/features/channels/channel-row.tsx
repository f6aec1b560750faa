import { Hash } from 'lucide-react';
import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { problemText } from '@/shared/i18n/problem-text';
import { places } from '@/shared/place';
import { Button } from '@/shared/ui/button';
import { Link } from '@/shared/ui/link';
import { useRoom } from '@/shared/use-room';
import styles from './channels.module.css';
import type { Joining } from './use-channels';

interface Props {
  readonly channel: Conversation;
  readonly joining: Joining;
}

/** One that one is in is a link, any other has a button to join. */
export function ChannelRow({ channel, joining }: Props) {
  const say = useSay();
  const { id, topic, members_count: count } = channel;
  const isIn = useRoom(id) !== undefined;
  const title = channel.title ?? '';
  const isMeant = joining.joined === id;
  const to = places.conversation(id);
  return (
    <li className={styles['row']}>
      <Hash aria-hidden className={styles['hash']} size={20} strokeWidth={1.75} />
      <div className={styles['what']}>
        <h2 className={styles['title']}>
          {isIn ? (
            <Link className={styles['open']} to={to}>
              <bdi>{title}</bdi>
            </Link>
          ) : (
            <bdi>{title}</bdi>
          )}
        </h2>
        {topic && (
          <p className={styles['topic']} dir="auto">
            {topic}
          </p>
        )}
        <p className={styles['size']}>
          {say('channels.size', { count })}
          {isIn && <span className={styles['joined']}>{say('channels.joined')}</span>}
        </p>
        {isMeant && joining.error && (
          <p className={styles['problem']} role="alert">
            {problemText(joining.error, say)}
          </p>
        )}
      </div>
      {!isIn && (
        <Button
          aria-label={say('channels.join_named', { title })}
          disabled={isMeant && joining.isPending}
          look="quiet"
          onClick={() => joining.join(id)}
        >
          {say('conversation.join')}
        </Button>
      )}
    </li>
  );
}
