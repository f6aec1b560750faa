/** What stands before something that can be found. */
import { Hash, Lock, type LucideIcon, Users } from 'lucide-react';
import type { Conversation } from '../api/wire';
import { partnerOf, usePerson } from '../people/use-person';
import { useMessenger } from '../services';
import { Avatar } from '../ui/avatar';
import styles from './finder.module.css';

export function Sign({ icon: Icon }: { readonly icon: LucideIcon }) {
  return (
    <span aria-hidden className={styles['sign']}>
      <Icon size={18} strokeWidth={1.75} />
    </span>
  );
}

export function ConversationSign({ conversation }: { readonly conversation: Conversation }) {
  const { user_id } = useMessenger();
  const partner_id = partnerOf(conversation, user_id);
  const partner = usePerson(partner_id);
  if (partner_id !== null) return <Avatar size="small" user={partner} />;
  if (conversation.kind === 'group') return <Sign icon={Users} />;
  return <Sign icon={conversation.visibility === 'private' ? Lock : Hash} />;
}
