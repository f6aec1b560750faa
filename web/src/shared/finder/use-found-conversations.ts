/** The conversations that one is in and whose name holds a text; without one, those where something was said last. */
import { matchSorter } from 'match-sorter';
import { useMemo } from 'react';
import type { Conversation } from '../api/wire';
import { useSay } from '../i18n/i18n';
import { othersIn, titleOf, usePeople } from '../people/use-person';
import { useMessenger } from '../services';
import { useCalmly } from '../use-cell';

export interface FoundConversation {
  readonly conversation: Conversation;
  readonly title: string;
}

/** So often what arrives is shown at most. */
const EVERY_MS = 1_000;
const MOST = 50;

export function useFoundConversations(
  text: string,
  most: number = MOST,
): readonly FoundConversation[] {
  const say = useSay();
  const { mirror, user_id } = useMessenger();
  const views = useCalmly(mirror.views, EVERY_MS);
  const ids = useMemo(
    () => [...new Set(views.flatMap((it) => othersIn(it.conversation, user_id)))],
    [views, user_id],
  );
  const people = usePeople(ids);
  const all = useMemo(() => {
    const names = new Map(people.map((it, at) => [ids[at] ?? '', it?.display_name ?? '…']));
    const nameOf = (id: string): string => names.get(id) ?? '…';
    const found = views.map(({ conversation }) => {
      return { conversation, title: titleOf(conversation, { user_id, nameOf }, say) };
    });
    return found.sort((a, b) => compare(lastIn(b.conversation), lastIn(a.conversation)));
  }, [views, ids, people, user_id, say]);
  return useMemo(() => {
    const query = text.trim();
    if (query === '') return all.slice(0, most);
    const keys = ['title', (it: FoundConversation) => it.conversation.topic ?? ''];
    return matchSorter(all, query, { keys, baseSort: (a, b) => a.index - b.index }).slice(0, most);
  }, [all, text, most]);
}

function lastIn({ last_message, created_at }: Conversation): string {
  return last_message?.created_at ?? created_at;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
