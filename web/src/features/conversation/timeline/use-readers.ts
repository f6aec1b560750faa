/** Who has read up to which of the messages that are shown, by the ids of their rows. */
import { useMemo } from 'react';
import { useCell } from '@/shared/use-cell';
import type { ReadUpTo } from '../read-by';
import { useScene } from '../scene';
import type { Row } from './row';

const NOBODY: ReadonlyMap<string, string> = new Map();

/** `isNewest`: whether the last of the rows is the last that there is. */
export function useReaders(rows: readonly Row[], isNewest: boolean): ReadonlyMap<string, string> {
  const upTo = useCell(useScene().readUpTo);
  return useMemo(() => readersOf(rows, upTo, isNewest), [rows, upTo, isNewest]);
}

/** Their ids with commas between, so that a row is drawn again only when they are others. */
export function readersOf(
  rows: readonly Row[],
  upTo: ReadUpTo,
  isNewest: boolean,
): ReadonlyMap<string, string> {
  if (upTo.size === 0) return NOBODY;
  const found = new Map<string, string>();
  for (const [user_id, seq] of upTo) {
    const at = rows.findLastIndex((it) => it.message.seq <= seq);
    const row = rows[at];
    const isLast = rows[at + 1] === undefined;
    // Further on than what is loaded.
    if (!row || (isLast && !isNewest && row.message.seq < seq)) continue;
    const held = found.get(row.id);
    found.set(row.id, held === undefined ? user_id : `${held},${user_id}`);
  }
  return found;
}
