/** How what narrows a search is said. */
import { useLingui } from '@lingui/react';
import { useSay } from '@/shared/i18n/i18n';
import { usePerson } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';
import type { Filters } from './filters';
import { hasIn, turned } from './filters';
import type { Has, Operator } from './operators';
import { useRoomTitle } from './use-room-title';

export interface Chip {
  readonly id: string;
  readonly words: string;
  readonly operator: Operator;
  /** What is left of it without this; null: nothing. */
  readonly rest: string | null;
}

const WITH = { file: 'search.with_file', link: 'search.with_link' } as const;

export function useChips(filters: Filters): readonly Chip[] {
  const say = useSay();
  const { i18n } = useLingui();
  const { user_id } = useMessenger();
  const { from, after, before } = filters;
  const author = usePerson(from);
  const title = useRoomTitle(filters.in);
  const day = (it: string): string => i18n.date(new Date(`${it}T12:00`), { dateStyle: 'medium' });
  const one = (operator: Operator, words: string): Chip => ({
    id: operator,
    words,
    operator,
    rest: null,
  });
  const with_ = (what: Has): Chip => ({
    id: what,
    words: say(WITH[what]),
    operator: 'has',
    rest: turned(filters, what, false),
  });
  const name = author?.display_name ?? '…';
  const by = from === user_id ? say('search.by_me') : say('search.by', { name });
  return [
    ...(from === undefined ? [] : [one('from', by)]),
    ...(title === null ? [] : [one('in', say('search.in', { title }))]),
    ...(after === undefined ? [] : [one('after', say('search.since', { day: day(after) }))]),
    ...(before === undefined ? [] : [one('before', say('search.until', { day: day(before) }))]),
    ...hasIn(filters).map(with_),
  ];
}
