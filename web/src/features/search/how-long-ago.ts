import { clock } from '@/shared/clock';

/** The time of today, the day of this year, the date before. */
export function howLongAgo(at: Date): Intl.DateTimeFormatOptions {
  const now = clock.date();
  if (at.toDateString() === now.toDateString()) return { timeStyle: 'short' };
  if (at.getFullYear() === now.getFullYear()) return { day: 'numeric', month: 'short' };
  return { dateStyle: 'medium' };
}
