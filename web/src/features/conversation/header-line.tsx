/** The quiet line under a conversation's name: who is here, and what it is about. */
import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { partnerOf, useIsOnline, usePerson } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import styles from './conversation-header.module.css';
import { useHereCount } from './use-here-count';

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
  return <Many conversation={conversation} members={members} />;
}

function Many({ conversation, members }: Props) {
  const say = useSay();
  const here = useHereCount(conversation);
  const { topic } = conversation;
  const counts = here === null ? [members] : [members, say('conversation.here', { count: here })];
  return (
    <p className={styles['line']} title={topic ?? undefined}>
      {[...counts, ''].slice(0, topic ? undefined : -1).join(' · ')}
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
