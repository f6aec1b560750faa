/** People and what conversations are called, for the screens. */
import { useEffect, useMemo } from 'react';
import type { Conversation, User } from '../api/wire';
import { type Say, useSay } from '../i18n/i18n';
import { useMessenger } from '../services';
import { useCells, usePicked } from '../use-cell';
import { isDeleted } from './people';

/** Null while it is not known who that is. */
export function usePerson(id: string | null | undefined): User | null {
  return usePeople(id ? [id] : [])[0] ?? null;
}

/** In the order of `ids`. */
export function usePeople(ids: readonly string[]): readonly (User | null)[] {
  const say = useSay();
  const { people } = useMessenger();
  const joined = ids.join();
  const cells = useMemo(
    () => (joined === '' ? [] : joined.split(',').map((id) => people.person(id))),
    [people, joined],
  );
  const known = useCells(cells);
  return useMemo(() => {
    const name = say('person.deleted');
    return known.map((it) => (it && isDeleted(it) ? { ...it, display_name: name } : it));
  }, [known, say]);
}

/** Whether somebody is here; watched as long as this is on the screen. */
export function useIsOnline(id: string | null): boolean {
  const { presence } = useMessenger();
  useEffect(() => (id === null ? undefined : presence.watch([id])), [presence, id]);
  return usePicked(presence.online, (online) => id !== null && online.has(id));
}

/** The other one of a direct conversation, or oneself where it is one's notes. */
export function partnerOf(conversation: Conversation, user_id: string): string | null {
  if (conversation.kind !== 'direct') return null;
  return conversation.member_ids?.find((it) => it !== user_id) ?? user_id;
}

/** So many of a group without a title are named. */
const NAMED = 3;

/** Those whose names are what a conversation is called; nobody where it has a title. */
export function othersIn(conversation: Conversation, user_id: string): readonly string[] {
  if (conversation.kind !== 'direct' && conversation.title) return [];
  const others = (conversation.member_ids ?? []).filter((it) => it !== user_id);
  return others.slice(0, NAMED);
}

/** What a conversation is called by this person: its title, or who is in it. */
export function useTitle(conversation: Conversation): string {
  const say = useSay();
  const { user_id } = useMessenger();
  const others = othersIn(conversation, user_id);
  const people = usePeople(others);
  const nameOf = (id: string): string => people[others.indexOf(id)]?.display_name ?? '…';
  return titleOf(conversation, { user_id, nameOf }, say);
}

interface Reader {
  readonly user_id: string;
  readonly nameOf: (id: string) => string;
}

export function titleOf(conversation: Conversation, { user_id, nameOf }: Reader, say: Say): string {
  if (partnerOf(conversation, user_id) === user_id) return say('conversation.notes');
  if (conversation.kind !== 'direct' && conversation.title) return conversation.title;
  const others = othersIn(conversation, user_id);
  if (others.length === 0) return say('conversation.alone');
  const names = others.map(nameOf).join(', ');
  const more = conversation.members_count - 1 - others.length;
  return more > 0 ? say('conversation.and_more', { names, count: more }) : names;
}
