import { useEffect, useState } from 'react';

/** A timer knows no longer times. */
const MOST_MS = 2 ** 31 - 1;

/** Whether votes stay as they are, from the moment on at which they do. */
export function useHasEnded(ends_at: string | null): boolean {
  const [now, setNow] = useState(Date.now);
  const left = ends_at === null ? Number.POSITIVE_INFINITY : Date.parse(ends_at) - now;
  useEffect(() => {
    if (left <= 0 || left === Number.POSITIVE_INFINITY) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(left, MOST_MS));
    return () => clearTimeout(timer);
  }, [left]);
  return left <= 0;
}
