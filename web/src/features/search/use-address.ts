/** What is searched, and how it is narrowed: kept in the address, so that a link and the way back have it. */
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useSearchParams } from 'react-router';
import { SEARCH } from '@/shared/place';
import { useSettled } from '@/shared/use-settled';
import { type Filters, filtersIn, KEYS } from './filters';
import { type Operator, wordsIn } from './operators';

const SETTLED_MS = 250;

export interface Address {
  /** As it stands in the field. */
  readonly text: string;
  readonly write: (text: string) => void;
  /** What is asked: without space around it; empty where no words are asked for. */
  readonly words: string;
  readonly filters: Filters;
  /** Null takes it away. */
  readonly narrow: (operator: Operator, value: string | null) => void;
}

export function useAddress(): Address {
  const [query, setQuery] = useSearchParams();
  const held = query.get(SEARCH) ?? '';
  const [text, setText] = useState(held);
  const [seen, setSeen] = useState(held);
  /** What was written into the address from here last: it may come when more has been typed. */
  const [own, setOwn] = useState(held);
  // Somebody went back, or followed a link: the field follows.
  if (seen !== held) {
    setSeen(held);
    setOwn(held);
    if (held !== own && held !== text.trim()) setText(held);
  }
  const settled = useSettled(text, SETTLED_MS).trim();

  // Of two changes in one moment the router would forget the first.
  const latest = useRef(query);
  useLayoutEffect(() => {
    latest.current = query;
  }, [query]);
  const change = useCallback(
    (name: string, value: string | null) => {
      const next = new URLSearchParams(latest.current);
      if (value === null) next.delete(name);
      else next.set(name, value);
      latest.current = next;
      setQuery(next, { replace: true });
    },
    [setQuery],
  );
  useEffect(() => {
    // Only what was typed here goes into the address.
    if (settled !== text.trim() || settled === held) return;
    setOwn(settled);
    change(SEARCH, settled);
  }, [settled, text, held, change]);

  return {
    text,
    write: setText,
    words: wordsIn(held),
    filters: filtersIn(query),
    narrow: (operator, value) => change(KEYS[operator], value === '' ? null : value),
  };
}
