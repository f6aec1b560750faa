/** A message in a list of such: by whom, when, its words, and where it is. It opens in its place. */
import { useLingui } from '@lingui/react';
import type { ReactNode } from 'react';
import { Link } from '@/shared/ui/link';
import type { Conversation, Message } from '../api/wire';
import { messageWords } from '../files/file-words';
import { useSay } from '../i18n/i18n';
import { usePerson, useTitle } from '../people/use-person';
import { places } from '../place';
import { Avatar } from '../ui/avatar';
import { useBeside } from '../ui/use-beside';
import styles from './message-card.module.css';

interface Props {
  readonly message: Message;
  /** Where it is, where that is to be said. */
  readonly conversation?: Conversation | undefined;
  /** What is said below. */
  readonly note?: ReactNode;
  /** What can be done with it. */
  readonly acts?: ReactNode;
}

/** More is read in its place. */
const MOST_CHARS = 600;

export function MessageCard({ message, conversation, note, acts }: Props) {
  const say = useSay();
  const { i18n } = useLingui();
  const author = usePerson(message.sender_id);
  const search = useBeside();
  const at = i18n.date(message.created_at, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li className={styles['card']}>
      <Link
        className={styles['message']}
        to={{ pathname: places.message(message.conversation_id, message.seq), search }}
      >
        <span className={styles['head']}>
          <Avatar size="small" user={author} />
          <bdi className={styles['author']}>{author?.display_name ?? '…'}</bdi>
          <time className={styles['time']} dateTime={message.created_at}>
            {at}
          </time>
        </span>
        <span className={styles['words']} dir="auto">
          {messageWords(message, say).slice(0, MOST_CHARS)}
        </span>
        {conversation && <Where conversation={conversation} />}
        {note && <span className={styles['note']}>{note}</span>}
      </Link>
      {acts && <div className={styles['acts']}>{acts}</div>}
    </li>
  );
}

function Where({ conversation }: { readonly conversation: Conversation }) {
  const title = useTitle(conversation);
  return (
    <span className={styles['note']}>
      <bdi>{title}</bdi>
    </span>
  );
}
