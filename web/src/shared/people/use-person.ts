/** People and what conversations are called, for the screens. */
import type { Conversation, User } from '../api/wire';
import { Cell } from '../cell';
import { useSay } from '../i18n/i18n';
import { useMessenger } from '../services';
import { useCell } from '../use-cell';

const NOBODY = new Cell<User | null>(null);

/** Null while it is not known who that is. */
export function usePerson(id: string | null | undefined): User | null {
  const { people } = useMessenger();
  return useCell(id ? people.person(id) : NOBODY);
}

/** The other one of a direct conversation, or oneself where it is one's notes. */
export function partnerOf(conversation: Conversation, user_id: string): string | null {
  if (conversation.kind !== 'direct') return null;
  return conversation.member_ids?.find((it) => it !== user_id) ?? user_id;
}

/** What a conversation is called by this person: its title, or who is in it. */
export function useTitle(conversation: Conversation): string {
  const say = useSay();
  const { user_id } = useMessenger();
  const partner_id = partnerOf(conversation, user_id);
  const others = (conversation.member_ids ?? []).filter((it) => it !== user_id);
  const partner = usePerson(partner_id);
  const first = usePerson(others[0]);
  const second = usePerson(others[1]);
  const third = usePerson(others[2]);
  if (partner_id === user_id) return say('conversation.notes');
  if (partner_id !== null) return partner?.display_name ?? '…';
  if (conversation.title) return conversation.title;
  const names = [first, second, third].flatMap((it) => it?.display_name ?? []);
  if (others.length === 0) return say('conversation.alone');
  const more = conversation.members_count - 1 - names.length;
  const list = names.join(', ');
  return more > 0 ? say('conversation.and_more', { names: list, count: more }) : list || '…';
}
