/** What somebody may do in a conversation, so that nothing else is offered: the contract's *Who may*. */
import type { Conversation, Me, User } from '@/shared/api/wire';

export interface May {
  /** Set title and topic. */
  readonly edit: boolean;
  /** Bring people in. */
  readonly add: boolean;
  /** Take people out, give roles, delete it for everybody. */
  readonly manage: boolean;
  readonly leave: boolean;
}

export function mayOf(
  { kind, visibility }: Pick<Conversation, 'kind' | 'visibility'>,
  me: Pick<Me, 'role'>,
  server_role: User['role'],
): May {
  if (kind === 'direct') return { edit: false, add: false, manage: false, leave: false };
  const isServers = server_role === 'owner' || server_role === 'admin';
  const manage = me.role === 'owner' || (visibility === 'public' && isServers);
  const isGroup = kind === 'group';
  return { edit: isGroup || manage, add: isGroup || manage, manage, leave: true };
}
