/** Where it is said that something is sent here later. It comes after all that one waits for. */
import { useEffect } from 'react';
import { Part } from '@/shared/part';
import { useCell } from '@/shared/use-cell';

const part = new Part(async () => {
  const { ScheduledLine } = await import('./scheduled-line');
  return { ScheduledLine };
});

const AFTER_MS = 3_000;

export function ScheduledPlace() {
  const loaded = useCell(part.loaded);
  useEffect(() => {
    const timer = setTimeout(() => void part.load(), AFTER_MS);
    return () => clearTimeout(timer);
  }, []);
  return loaded instanceof Object ? <loaded.ScheduledLine /> : null;
}
