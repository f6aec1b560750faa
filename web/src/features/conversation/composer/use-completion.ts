/** The list of names that opens with an `@`: what is in it, which one is chosen, and the keys for it. */
import { type KeyboardEvent, type RefObject, useMemo, useState } from 'react';
import type { Completion } from './completer';
import { insert } from './insert';
import { type Mention, matching, mentionAt } from './mention';
import { type Mentioned, useCandidates } from './use-candidates';

interface Names extends Completion {
  readonly people: readonly Mentioned[];
  readonly active: number;
  readonly take: (person: Mentioned) => void;
}

/** `onTaken`: the text is another one. */
export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  onTaken: () => void,
): Names {
  const [mention, setMention] = useState<Mention | null>(null);
  /** Where the list was closed; it stays so until another `@`. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const query = mention?.query ?? null;
  const candidates = useCandidates(query);
  const people = useMemo(
    () => (query === null ? [] : matching(candidates, query)),
    [candidates, query],
  );
  const active = Math.min(chosen, Math.max(0, people.length - 1));

  const look = (): void => {
    const { value, selectionStart, selectionEnd } = field.current ?? EMPTY;
    const found = selectionStart === selectionEnd ? mentionAt(value, selectionStart) : null;
    if (found?.from !== closedAt) setClosedAt(null);
    const next = found && found.from === closedAt ? null : found;
    if (next?.query !== mention?.query) setChosen(0);
    if (next?.to !== mention?.to || next?.query !== mention?.query) setMention(next);
  };
  const follow = (): void => {
    if (mention) look();
  };
  const close = (): void => {
    setClosedAt(mention?.from ?? null);
    setMention(null);
  };
  const take = ({ username }: Mentioned): void => {
    if (!(field.current && mention)) return;
    write(field.current, mention, `@${username} `);
    setMention(null);
    onTaken();
  };
  const press = (event: KeyboardEvent): boolean => {
    const person = people[active];
    if (!person) return false;
    const step = STEPS[event.key];
    if (step !== undefined) setChosen((active + step + people.length) % people.length);
    else if (event.key === 'Escape') close();
    else if (TAKING.includes(event.key) && !event.shiftKey) take(person);
    else return false;
    event.preventDefault();
    return true;
  };
  return { people, active, look, follow, close, take, press };
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const TAKING: readonly string[] = ['Enter', 'Tab'];
const EMPTY = { value: '', selectionStart: 0, selectionEnd: 0 };

/** In place of the mention; a space that follows it already is not doubled. */
function write(field: HTMLTextAreaElement, { from, to }: Mention, text: string): void {
  insert(field, from, field.value[to] === ' ' ? to + 1 : to, text);
}
