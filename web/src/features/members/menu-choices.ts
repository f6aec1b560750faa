/** What the menu of a member offers: what is possible, and nothing else. */
import type { Conversation, User } from '@/shared/api/wire';
import { isDeleted } from '@/shared/people/people';
import type { May } from './may';

export type Choice = 'message' | 'promote' | 'demote' | 'block' | 'unblock' | 'remove';

interface Asked {
  readonly user: User;
  readonly isSelf: boolean;
  readonly isOwner: boolean;
  readonly isBlocked: boolean;
  readonly kind: Conversation['kind'];
  readonly may: May;
}

export function choicesOf({ user, isSelf, isOwner, isBlocked, kind, may }: Asked): Choice[] {
  const isPerson = user.role !== 'bot' && !isDeleted(user);
  const isOther = isPerson && !isSelf;
  const isReachable = isOther && !user.disabled && !isBlocked;
  const offered: [Choice, boolean][] = [
    ['message', isReachable && kind !== 'direct'],
    ['promote', may.manage && isPerson && !isOwner],
    ['demote', may.manage && isOwner],
    ['unblock', isOther && isBlocked],
    ['block', isOther && !isBlocked],
    ['remove', may.manage && !isSelf],
  ];
  return offered.flatMap(([choice, isOffered]) => (isOffered ? [choice] : []));
}
