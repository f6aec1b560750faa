import { useEffect, useMemo, useState } from 'react';
import { clock } from './clock';
import { useCell } from './use-cell';

const EVERY_MS = 60_000;

/** What time it is, to the minute. */
export function useNow(): Date {
  const ahead_ms = useCell(clock.ahead_ms);
  const [here, setHere] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setHere(Date.now()), EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return useMemo(() => new Date(here - ahead_ms), [here, ahead_ms]);
}
