/** What a search is narrowed by: it stands in the address, and goes to the server with the words. */
import { SEARCH_IN } from '@/shared/place';
import { beginningOf, dayIn, HAS, type Has, OPERATORS, type Operator } from './operators';

/** Of each operator its value: a person's or a conversation's id, a day, what it has with commas between. */
export type Filters = Readonly<Partial<Record<Operator, string>>>;

/** By their names in the address. */
export const KEYS: Readonly<Record<Operator, string>> = {
  from: 'from',
  in: SEARCH_IN,
  after: 'after',
  before: 'before',
  has: 'has',
};

export function filtersIn(query: URLSearchParams): Filters {
  const held = OPERATORS.map((it) => [it, sound(it, query.get(KEYS[it]) ?? '')] as const);
  return Object.fromEntries(held.filter(([, value]) => value !== ''));
}

export function hasIn({ has = '' }: Filters): readonly Has[] {
  return HAS.filter((it) => has.split(',').includes(it));
}

/** With one more thing that a message has to have, or without it. */
export function turned(filters: Filters, what: Has, isOn: boolean): string {
  const held = hasIn(filters).filter((it) => it !== what);
  return HAS.filter((it) => (it === what ? isOn : held.includes(it))).join(',');
}

/** As the server takes it. */
export function asked(filters: Filters) {
  const { from, after, before, has } = filters;
  return {
    ...(from === undefined ? {} : { sender_id: from }),
    ...(filters.in === undefined ? {} : { conversation_id: filters.in }),
    ...(after === undefined ? {} : { after: beginningOf(after) }),
    ...(before === undefined ? {} : { before: beginningOf(before) }),
    ...(has === undefined ? {} : { has }),
  };
}

/** Somebody may have written the address by hand. */
function sound(operator: Operator, value: string): string {
  if (operator === 'has') return hasIn({ has: value }).join(',');
  if (operator === 'after' || operator === 'before') return dayIn(value) ?? '';
  return value;
}
