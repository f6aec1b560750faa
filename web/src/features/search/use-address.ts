/** What is searched, and where: kept in the address, so that a link and the way back have it. */
import { useCallback, useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { SEARCH, SEARCH_IN } from '@/shared/place';
import { useSettled } from '@/shared/use-settled';

const SETTLED_MS = 250;

export interface Address {
  /** As it stands in the field. */
  readonly text: string;
  readonly write: (text: string) => void;
  /** What is asked: without space around it; empty where there is nothing to ask. */
  readonly words: string;
  /** The one conversation that is searched; null: all of them. */
  readonly only_in: string | null;
  readonly searchIn: (conversation_id: string | null) => void;
}

export function useAddress(): Address {
  const [query, setQuery] = useSearchParams();
  const held = query.get(SEARCH) ?? '';
  const only_in = query.get(SEARCH_IN);
  const [text, setText] = useState(held);
  const [seen, setSeen] = useState(held);
  // Somebody went back, or followed a link: the field follows.
  if (seen !== held) {
    setSeen(held);
    if (held !== text.trim()) setText(held);
  }
  const settled = useSettled(text, SETTLED_MS).trim();

  const change = useCallback(
    (name: string, value: string | null) => {
      setQuery(
        (before) => {
          const next = new URLSearchParams(before);
          if (value === null) next.delete(name);
          else next.set(name, value);
          return next;
        },
        { replace: true },
      );
    },
    [setQuery],
  );
  useEffect(() => {
    // Only what was typed here goes into the address.
    if (settled === text.trim() && settled !== held) change(SEARCH, settled);
  }, [settled, text, held, change]);

  return {
    text,
    write: setText,
    words: held.trim(),
    only_in,
    searchIn: (conversation_id) => change(SEARCH_IN, conversation_id),
  };
}
