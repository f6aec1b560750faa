/** What can be taken for the operator that is being typed, or which operators begin like that. */
import { useLingui } from '@lingui/react';
import { CalendarDays, File, Link, type LucideIcon, SlidersHorizontal } from 'lucide-react';
import type { ReactNode } from 'react';
import { clock } from '@/shared/clock';
import { useFoundPeople } from '@/shared/directory/use-found-people';
import { ConversationSign, Sign } from '@/shared/finder/sign';
import { useFoundConversations } from '@/shared/finder/use-found-conversations';
import { type TextName, useSay } from '@/shared/i18n/i18n';
import { Avatar } from '@/shared/ui/avatar';
import { dayIn, type Operator, type Token, toDay } from './operators';

export interface Offer {
  readonly id: string;
  readonly words: string;
  readonly detail?: string;
  readonly picture: ReactNode;
  /** What it narrows by; a text is written on with. */
  readonly takes:
    | { readonly operator: Operator; readonly value: string }
    | { readonly text: string };
}

export type Typed = Token | { readonly begun: string } | null;

const MOST = 6;
const DAY_MS = 24 * 60 * 60_000;

/** In the order in which they are offered. */
export const WAYS = [
  { text: 'from:', words: 'search.by_hint' },
  { text: 'in:', words: 'search.in_hint' },
  { text: 'after:', words: 'search.since_hint' },
  { text: 'before:', words: 'search.until_hint' },
  { text: 'has:file', words: 'search.with_file' },
  { text: 'has:link', words: 'search.with_link' },
] as const satisfies readonly { text: string; words: TextName }[];

const PAST = [
  { days: 0, words: 'search.today' },
  { days: 1, words: 'search.yesterday' },
  { days: 7, words: 'search.week_ago' },
  { days: 30, words: 'search.month_ago' },
] as const satisfies readonly { days: number; words: TextName }[];

interface Offers {
  readonly offers: readonly Offer[];
  /** Whether nobody is still being asked. */
  readonly isKnown: boolean;
}

export function useOffers(typed: Typed): Offers {
  const operator = typed && 'operator' in typed ? typed.operator : null;
  const value = typed && 'operator' in typed ? typed.value : '';
  const { people, isKnown } = usePeopleOffers(value, operator === 'from');
  const rooms = useRoomOffers(value);
  const days = useDayOffers(operator === 'before' ? 'before' : 'after', value);
  const ways = useWays(typed);
  const of = { from: people, in: rooms, after: days, before: days, has: ways } as const;
  return { offers: operator === null ? ways : of[operator], isKnown };
}

function useWays(typed: Typed): readonly Offer[] {
  const say = useSay();
  if (typed === null) return [];
  const begun = 'begun' in typed ? typed.begun : `has:${typed.value}`;
  return WAYS.filter((it) => it.text.startsWith(begun.toLowerCase())).map(({ text, words }) => ({
    id: text,
    words: text,
    detail: say(words),
    picture: <Sign icon={iconOf(text)} />,
    takes: text.startsWith('has:') ? { operator: 'has', value: text.slice(4) } : { text },
  }));
}

function iconOf(text: string): LucideIcon {
  if (text === 'has:file') return File;
  return text === 'has:link' ? Link : SlidersHorizontal;
}

function usePeopleOffers(
  value: string,
  isWanted: boolean,
): { people: readonly Offer[]; isKnown: boolean } {
  const { found, isOld } = useFoundPeople(value, isWanted);
  if (!isWanted) return { people: [], isKnown: true };
  if (isOld || found.isPending) return { people: [], isKnown: false };
  const people = (found.data ?? []).slice(0, MOST).map(
    (user): Offer => ({
      id: user.id,
      words: user.display_name,
      detail: `@${user.username}`,
      picture: <Avatar size="small" user={user} />,
      takes: { operator: 'from', value: user.id },
    }),
  );
  return { people, isKnown: true };
}

function useRoomOffers(value: string): readonly Offer[] {
  const found = useFoundConversations(value);
  return found.slice(0, MOST).map(({ conversation, title }) => ({
    id: conversation.id,
    words: title,
    picture: <ConversationSign conversation={conversation} />,
    takes: { operator: 'in', value: conversation.id },
  }));
}

function useDayOffers(operator: 'after' | 'before', value: string): readonly Offer[] {
  const say = useSay();
  const { i18n } = useLingui();
  const offer = (day: string, words?: string): Offer => {
    const date = i18n.date(new Date(`${day}T12:00`), { dateStyle: 'medium' });
    return {
      id: day,
      words: words ?? date,
      ...(words === undefined ? {} : { detail: date }),
      picture: <Sign icon={CalendarDays} />,
      takes: { operator, value: day },
    };
  };
  const typed = dayIn(value);
  if (typed !== null) return [offer(typed)];
  const past = PAST.map(({ days, words }) => {
    return offer(toDay(new Date(clock.now() - days * DAY_MS)), say(words));
  });
  const wanted = value.toLocaleLowerCase();
  return past.filter((it) => it.id.startsWith(value) || it.words.toLowerCase().includes(wanted));
}
