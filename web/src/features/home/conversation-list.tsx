import { useSay } from '@/shared/i18n/i18n';
import type { Mirror } from '@/shared/mirror/mirror';
import { useCell } from '@/shared/use-cell';
import styles from './home.module.css';

export function ConversationList({ mirror }: { readonly mirror: Mirror }) {
  const say = useSay();
  const views = useCell(mirror.views);
  const isKnown = useCell(mirror.isKnown);
  if (!isKnown) return null;
  return (
    <section className={styles['list']}>
      <h2>{say('home.conversations')}</h2>
      {views.length === 0 && <p className={styles['quiet']}>{say('home.none')}</p>}
      <ul>
        {views.map(({ conversation, me }) => (
          <li key={conversation.id}>
            {conversation.title ?? conversation.kind}{' '}
            {me.unread > 0 && (
              <span className={styles['quiet']}>{say('home.unread', { count: me.unread })}</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
