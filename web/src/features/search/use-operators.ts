/**
 * From an operator that is typed to what the search is narrowed by: by choosing one of what is offered,
 * or by writing on where what was typed is exactly one of them.
 */
import { type KeyboardEvent, type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { useMessenger } from '@/shared/services';
import { turned } from './filters';
import { HAS, type Token, tokenAt, tokensIn, without } from './operators';
import type { Address } from './use-address';
import { type Offer, type Typed, useOffers } from './use-offers';

export interface Operators {
  /** Empty while nothing is open. */
  readonly offers: readonly Offer[];
  /** -1: none is chosen yet. */
  readonly active: number;
  readonly take: (offer: Offer) => void;
  /** The caret is somewhere, or nowhere. */
  readonly look: (caret: number | null) => void;
  /** Whether the key was for the list, or ended an operator. */
  readonly press: (event: KeyboardEvent) => boolean;
  /** What was written and is nobody and nothing. */
  readonly unknown: string | null;
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
/** Shorter ones begin too many words. */
const BEGUN_CHARS = 2;

export function useOperators(
  field: RefObject<HTMLInputElement | null>,
  { text, write, filters, narrow }: Address,
): Operators {
  const { user_id } = useMessenger();
  const [caret, setCaret] = useState<number | null>(null);
  const [chosen, setChosen] = useState<number | null>(null);
  const typed = caret === null ? null : typedAt(text, caret);
  const waiting = tokensIn(text).find((it) => it.isClosed && it.value !== '') ?? null;
  const { offers, isKnown } = useOffers(waiting ?? typed);
  const isOpen = typed !== null && waiting === null;
  const shown = isOpen ? offers : [];
  const first = typed !== null && 'operator' in typed ? 0 : -1;
  const active = Math.min(chosen ?? first, shown.length - 1);

  const close = (): void => {
    setCaret(null);
    setChosen(null);
  };
  const put = (offer: Offer, at: Typed): void => {
    const { takes } = offer;
    if ('text' in takes) {
      const begun = at !== null && 'begun' in at ? at.begun : '';
      const end = caret ?? text.length;
      const written = text.slice(0, end - begun.length) + takes.text;
      write(written + text.slice(end));
      setCaret(written.length);
    } else {
      const what = HAS.find((it) => takes.operator === 'has' && it === takes.value);
      narrow(takes.operator, what ? turned(filters, what, true) : takes.value);
      write(without(text, placeOf(at, caret ?? text.length)));
      close();
    }
    setChosen(null);
    field.current?.focus();
  };
  const meant = (token: Token): Offer | undefined =>
    token.operator === 'from' && token.value.toLowerCase() === 'me'
      ? { id: user_id, words: '', picture: null, takes: { operator: 'from', value: user_id } }
      : offers.find((it) => isMeant(it, token));

  const settle = useEffectEvent(() => {
    const offer = waiting && meant(waiting);
    if (offer) put(offer, waiting);
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something may be known now
  useEffect(() => settle(), [waiting?.from, waiting?.value, isKnown, offers.length]);

  const press = (event: KeyboardEvent): boolean => {
    if (event.key === 'Backspace' && text === '') return takenBack();
    return shown.length > 0 && pressInList(event);
  };
  const pressInList = (event: KeyboardEvent): boolean => {
    const step = STEPS[event.key];
    const offer = shown[active];
    if (step !== undefined) {
      setChosen((Math.max(active, step > 0 ? -1 : 0) + step + shown.length) % shown.length);
    } else if (event.key === 'Escape') close();
    else if (isTaking(event) && offer) put(offer, typed);
    else return false;
    return true;
  };
  const takenBack = (): boolean => {
    const held = Object.keys(filters) as (keyof typeof filters)[];
    const last = held.at(-1);
    if (last !== undefined) narrow(last, null);
    return last !== undefined;
  };

  return {
    offers: shown,
    active,
    take: (offer) => put(offer, typed),
    look: (at) => {
      setCaret(at);
      setChosen(null);
    },
    press,
    unknown: waiting && isKnown && !meant(waiting) ? text.slice(waiting.from, waiting.to) : null,
  };
}

function typedAt(text: string, caret: number): Typed {
  const typed = tokenAt(text, caret);
  const isShort = typed !== null && 'begun' in typed && typed.begun.length < BEGUN_CHARS;
  return isShort ? null : typed;
}

function placeOf(at: Typed, caret: number): Pick<Token, 'from' | 'to'> {
  if (at && 'operator' in at) return at;
  return { from: caret - (at?.begun.length ?? 0), to: caret };
}

/** Whether what was typed is it, and not only its beginning. */
function isMeant({ words, detail, takes }: Offer, { operator, value }: Token): boolean {
  if ('text' in takes || takes.operator !== operator) return false;
  const wanted = value.toLowerCase();
  if (operator === 'from') return detail?.toLowerCase() === `@${wanted}`;
  if (operator === 'in')
    return words.toLowerCase().replace(/\s+/gu, '-') === wanted.replace(/\s+/gu, '-');
  return takes.value === wanted;
}

function isTaking({ key, shiftKey }: KeyboardEvent): boolean {
  return (key === 'Enter' || key === 'Tab') && !shiftKey;
}
