/** The list that opens with an `@`, a `#` or a `:`: what is in it, which one is chosen, and its keys. */
import { type KeyboardEvent, type RefObject, useState } from 'react';
import { took } from '@/shared/emoji/habits';
import { type Begun, begunAt, type Sign } from './begun';
import type { Completion } from './completer';
import { insert } from './insert';
import { type Suggested, useSuggested } from './use-suggested';

interface Names extends Completion {
  /** What it was that opened the list. */
  readonly sign: Sign;
  readonly suggested: readonly Suggested[];
  readonly active: number;
  readonly take: (one: Suggested) => void;
}

/** `onTaken`: the text is another one. */
export function useCompletion(
  field: RefObject<HTMLTextAreaElement | null>,
  onTaken: () => void,
): Names {
  const [begun, setBegun] = useState<Begun | null>(null);
  /** Where the list was closed; it stays so until something else is begun. */
  const [closedAt, setClosedAt] = useState<number | null>(null);
  const [chosen, setChosen] = useState(0);
  const suggested = useSuggested(begun);
  const active = Math.min(chosen, Math.max(0, suggested.length - 1));

  const look = (): void => {
    const { value, selectionStart, selectionEnd } = field.current ?? EMPTY;
    const found = selectionStart === selectionEnd ? begunAt(value, selectionStart) : null;
    if (found?.from !== closedAt) setClosedAt(null);
    const next = found && found.from === closedAt ? null : found;
    const isOther = next?.query !== begun?.query || next?.sign !== begun?.sign;
    if (isOther) setChosen(0);
    if (isOther || next?.to !== begun?.to) setBegun(next);
  };
  const follow = (): void => {
    if (begun) look();
  };
  const close = (): void => {
    setClosedAt(begun?.from ?? null);
    setBegun(null);
  };
  const take = ({ kind, text }: Suggested): void => {
    if (!(field.current && begun)) return;
    write(field.current, begun, text);
    if (kind === 'emoji') took(text);
    setBegun(null);
    onTaken();
  };
  const isWritten = ({ text }: Suggested): boolean =>
    field.current?.value.slice(begun?.from, begun?.to) === text.trimEnd();
  const press = (event: KeyboardEvent): boolean => {
    const one = suggested[active];
    if (!one) return false;
    const step = STEPS[event.key];
    if (step !== undefined) setChosen((active + step + suggested.length) % suggested.length);
    else if (event.key === 'Escape') close();
    else if (event.key === 'Enter' && isWritten(one)) {
      // There is nothing to complete: what was written goes out.
      setBegun(null);
      return false;
    } else if (TAKING.includes(event.key) && !event.shiftKey) take(one);
    else return false;
    event.preventDefault();
    return true;
  };
  return { sign: begun?.sign ?? '@', suggested, active, look, follow, close, take, press };
}

const STEPS: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1 };
const TAKING: readonly string[] = ['Enter', 'Tab'];
const EMPTY = { value: '', selectionStart: 0, selectionEnd: 0 };

/** In place of what was begun; a space that follows it already is not doubled. */
function write(field: HTMLTextAreaElement, { from, to }: Begun, text: string): void {
  const isDoubled = text.endsWith(' ') && field.value[to] === ' ';
  insert(field, from, isDoubled ? to + 1 : to, text);
}
