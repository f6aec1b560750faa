/**
 * From what is on the screen to what shall be, in steps of which each changes one end only: a list
 * that grew at its start keeps its distance from its end, and one that grew at its end the other way
 * round, so that neither moves what one reads.
 */
import { useLayoutEffect, useReducer, useRef } from 'react';
import { type Item, idOf } from '@/shared/messenger/item';
import type { Shown } from './feed-reader';

interface Step {
  readonly shown: Shown;
  /** Whether it is the start that changed. */
  readonly isShift: boolean;
}

export function useSteps(wanted: Shown): Step {
  const held = useRef<Shown | null>(null);
  const [, goOn] = useReducer((count: number) => count + 1, 0);
  const next = step(held.current, wanted);
  useLayoutEffect(() => {
    held.current = next.shown;
    if (next.shown !== wanted) goOn();
  });
  return next;
}

export function step(held: Shown | null, wanted: Shown): Step {
  if (held === null || held.epoch !== wanted.epoch || hasSameStart(held, wanted)) {
    return { shown: wanted, isShift: false };
  }
  if (hasSameEnd(held, wanted)) return { shown: wanted, isShift: true };
  // First the end.
  const index = new Map(wanted.items.map((it, at) => [idOf(it), at]));
  const first = held.items.findIndex((it) => index.has(idOf(it)));
  const from = first === -1 ? undefined : held.items[first];
  if (from === undefined) return { shown: wanted, isShift: false };
  const rest = wanted.items.slice(index.get(idOf(from)));
  const { context, before } = held;
  const items = [...held.items.slice(0, first), ...rest];
  return { shown: { ...wanted, context, before, items }, isShift: false };
}

function hasSameStart(one: Shown, other: Shown): boolean {
  return sameId(one.items[0], other.items[0]);
}

/** The same items at the end, from wherever the shorter one begins. */
function hasSameEnd(one: Shown, other: Shown): boolean {
  return sameId(one.items.at(-1), other.items.at(-1));
}

function sameId(one: Item | undefined, other: Item | undefined): boolean {
  return one && other ? idOf(one) === idOf(other) : one === other;
}
