import type { Conversation, Member } from '@/shared/api/wire';
import { callProfile } from '@/shared/called';
import { useSay } from '@/shared/i18n/i18n';
import { isDeleted } from '@/shared/people/people';
import { StatusSign } from '@/shared/people/status-sign';
import { useIsOnline, usePerson } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import { Avatar } from '@/shared/ui/avatar';
import type { May } from './may';
import { MemberMenu } from './member-menu';
import styles from './members.module.css';
import type { Acts } from './use-acts';

interface Props {
  readonly member: Member;
  readonly conversation: Conversation;
  readonly may: May;
  readonly acts: Acts;
  readonly isBlocked: boolean;
}

export function MemberRow({ member, conversation, may, acts, isBlocked }: Props) {
  const say = useSay();
  const { user_id } = useMessenger();
  // A name that changes meanwhile is told of, and the list isn't fetched again for that.
  const user = usePerson(member.user.id) ?? member.user;
  const isOnline = useIsOnline(user.id);
  const isOwner = member.role === 'owner' && conversation.kind !== 'direct';
  return (
    <li className={styles['row']}>
      <Avatar isOnline={isOnline} user={user} />
      <button className={styles['who']} onClick={() => callProfile(user.id)} type="button">
        <span className={styles['line']}>
          <bdi className={styles['name']}>{user.display_name}</bdi>
          <StatusSign user={user} />
          {user.id === user_id && <span className={styles['tag']}>{say('members.you')}</span>}
          {isOwner && <span className={styles['tag']}>{say('members.owner')}</span>}
          {isBlocked && <span className={styles['tag']}>{say('members.blocked')}</span>}
        </span>
        <span className={styles['quiet']}>
          {!isDeleted(user) && <bdi>{`@${user.username}`}</bdi>}
          {isOnline && <span className={styles['here']}>{say('members.here')}</span>}
          {user.status && <bdi>{user.status.text}</bdi>}
        </span>
      </button>
      <MemberMenu
        acts={acts}
        conversation={conversation}
        isBlocked={isBlocked}
        isOwner={isOwner}
        may={may}
        user={user}
      />
    </li>
  );
}
