/** What stands before a conversation: who it is with, what it is, or the picture that it was given. */
import { Hash, Lock } from 'lucide-react';
import type { ReactElement } from 'react';
import type { Conversation } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { partnerOf, useIsOnline, usePeople } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { Avatar } from '@/shared/ui/avatar';
import { Photo } from '@/shared/ui/photo';
import styles from './row.module.css';

interface Props {
  readonly conversation: Conversation;
}

export function ConversationPicture({ conversation }: Props) {
  switch (conversation.kind) {
    case 'direct':
      return <Partner conversation={conversation} />;
    case 'group':
      return (
        <Place conversation={conversation}>
          <Company conversation={conversation} />
        </Place>
      );
    case 'channel':
      return (
        <Place conversation={conversation}>
          <ChannelSign conversation={conversation} />
        </Place>
      );
  }
}

/** People are round, places are not. */
function Place({ conversation, children }: Props & { readonly children: ReactElement }) {
  const { picture } = conversation;
  if (picture == null) return children;
  return (
    <span aria-hidden className={styles['place']}>
      {children}
      <Photo id={picture} />
    </span>
  );
}

function Partner({ conversation }: Props) {
  const say = useSay();
  const { user_id } = useMessenger();
  const partner_id = partnerOf(conversation, user_id);
  const [partner = null] = usePeople(partner_id === null ? [] : [partner_id]);
  const isOnline = useIsOnline(partner_id === user_id ? null : partner_id);
  return (
    <>
      <Avatar isOnline={isOnline} user={partner} />
      {isOnline && <span className="only-heard">{say('sidebar.online')}</span>}
    </>
  );
}

/** Two of those in it, one before the other. */
function Company({ conversation }: Props) {
  const { user_id } = useMessenger();
  const others = (conversation.member_ids ?? []).filter((it) => it !== user_id);
  const [first = null, second = null] = usePeople(others.slice(0, 2));
  if (others.length < 2) return <Avatar user={first} />;
  return (
    <span className={styles['company']}>
      <Avatar size="small" user={first} />
      <Avatar size="small" user={second} />
    </span>
  );
}

function ChannelSign({ conversation }: Props) {
  const Sign = conversation.visibility === 'private' ? Lock : Hash;
  return (
    <span aria-hidden className={styles['channel']}>
      <Sign className={styles['sign']} size={18} strokeWidth={1.75} />
      <span className={styles['letters']}>
        {[...(conversation.title ?? '')].slice(0, 2).join('')}
      </span>
    </span>
  );
}
