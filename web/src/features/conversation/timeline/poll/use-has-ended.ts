import { useEffect, useState } from 'react';
import { clock } from '@/shared/clock';
import { useCell } from '@/shared/use-cell';

/** A timer knows no longer times. */
const MOST_MS = 2 ** 31 - 1;

/** Whether votes stay as they are, from the moment on at which they do. */
export function useHasEnded(ends_at: string | null): boolean {
  const ahead_ms = useCell(clock.ahead_ms);
  const [here, setHere] = useState(Date.now);
  const end = ends_at === null ? Number.POSITIVE_INFINITY : Date.parse(ends_at) + ahead_ms;
  const left = end - here;
  useEffect(() => {
    if (left <= 0 || left === Number.POSITIVE_INFINITY) return undefined;
    const timer = setTimeout(() => setHere(Date.now()), Math.min(left, MOST_MS));
    return () => clearTimeout(timer);
  }, [left]);
  return left <= 0;
}
