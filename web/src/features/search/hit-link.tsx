/** One that was found: where, by whom, when, and the words around it. It opens in its place. */

import { useLingui } from '@lingui/react';
import { useLocation } from 'react-router';
import type { Conversation, Hit } from '@/shared/api/wire';
import { messageWords } from '@/shared/files/file-words';
import { useSay } from '@/shared/i18n/i18n';
import { usePerson, useTitle } from '@/shared/people/use-person';
import { places } from '@/shared/place';
import { Avatar } from '@/shared/ui/avatar';
import { Link } from '@/shared/ui/link';
import { useBeside } from '@/shared/ui/use-beside';
import { useRoom } from '@/shared/use-room';
import { piecesOf } from './highlight';
import { howLongAgo } from './how-long-ago';
import styles from './search.module.css';

export function HitLink({ hit }: { readonly hit: Hit }) {
  const { i18n } = useLingui();
  const say = useSay();
  const { message, excerpt, highlights } = hit;
  const { pathname } = useLocation();
  const author = usePerson(message.sender_id);
  const search = useBeside();
  const conversation = useRoom(message.conversation_id)?.view.get().conversation;
  const to = places.message(message.conversation_id, message.seq);
  const at = new Date(message.created_at);
  return (
    <li>
      <Link
        aria-current={pathname === to ? 'true' : undefined}
        className={styles['hit']}
        data-hit
        to={{ pathname: to, search }}
      >
        <span className={styles['head']}>
          <Avatar size="small" user={author} />
          <bdi className={styles['author']}>{author?.display_name ?? '…'}</bdi>
          <time className={styles['time']} dateTime={message.created_at}>
            {i18n.date(at, howLongAgo(at))}
          </time>
        </span>
        <span className={styles['excerpt']} dir="auto">
          {excerpt === '' && messageWords(message, say)}
          {piecesOf(excerpt, highlights).map((it) =>
            it.isFound ? <mark key={it.at}>{it.text}</mark> : it.text,
          )}
        </span>
        {conversation && <Where conversation={conversation} />}
      </Link>
    </li>
  );
}

function Where({ conversation }: { readonly conversation: Conversation }) {
  const say = useSay();
  const title = useTitle(conversation);
  return <span className={styles['where']}>{say('search.in', { title })}</span>;
}
