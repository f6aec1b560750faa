/** The quiet line under a conversation's name: whether the other one is here, or what it is about. */
import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { partnerOf, useIsOnline, usePerson } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import styles from './conversation-header.module.css';

interface Props {
  readonly conversation: Conversation;
  /** How many they are, in words. */
  readonly members: string;
}

export function HeaderLine({ conversation, members }: Props) {
  const { user_id } = useMessenger();
  const partner_id = partnerOf(conversation, user_id);
  if (partner_id === user_id) return null;
  if (partner_id !== null) return <Here user_id={partner_id} />;
  const { topic } = conversation;
  return (
    <p className={styles['line']} title={topic ?? undefined}>
      {/* Where there is room, a button says it. */}
      <span className={styles['count']}>{topic ? `${members} · ` : members}</span>
      <bdi>{topic}</bdi>
    </p>
  );
}

function Here({ user_id }: { readonly user_id: string }) {
  const say = useSay();
  const { connection } = useMessenger();
  const isOnline = useIsOnline(user_id);
  const status = usePerson(user_id)?.status;
  const isKnown = usePicked(connection.state, ({ name }) => name === 'online');
  // Without a connection nobody knows.
  if (!isKnown) return <p className={styles['line']} />;
  return (
    <p className={styles['line']}>
      <span className={styles['dot']} data-online={isOnline} />
      {say(isOnline ? 'conversation.online' : 'conversation.offline')}
      {status && <bdi className={styles['status']}>{`· ${status.emoji ?? ''} ${status.text}`}</bdi>}
    </p>
  );
}
