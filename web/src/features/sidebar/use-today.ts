import { useEffect, useState } from 'react';

const EVERY_MS = 60_000;

/** A moment of the reader's day; another one when the next has begun. */
export function useToday(): Date {
  const [today, setToday] = useState(() => new Date());
  useEffect(() => {
    const timer = setInterval(() => {
      const now = new Date();
      setToday((held) => (held.toDateString() === now.toDateString() ? held : now));
    }, EVERY_MS);
    return () => clearInterval(timer);
  }, []);
  return today;
}
