import { useEffect, useState } from 'react';

const POINTED_AT_MS = 2_000;

/** The message that is pointed at, and the way to do it; it ends by itself. */
export function usePointedAt(): [number | null, (seq: number) => void] {
  const [pointed_at, setPointedAt] = useState<number | null>(null);
  useEffect(() => {
    if (pointed_at === null) return;
    const timer = setTimeout(() => setPointedAt(null), POINTED_AT_MS);
    return () => clearTimeout(timer);
  }, [pointed_at]);
  return [pointed_at, setPointedAt];
}
