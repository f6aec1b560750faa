/** How long a status stays, as it is chosen. */

export const ENDINGS = ['half_hour', 'hour', 'four_hours', 'today', 'week', 'never'] as const;
export type Ending = (typeof ENDINGS)[number];

const MINUTE_MS = 60_000;
const FOR: Readonly<Partial<Record<Ending, number>>> = {
  half_hour: 30 * MINUTE_MS,
  hour: 60 * MINUTE_MS,
  four_hours: 240 * MINUTE_MS,
};

/** When that is; null where it stays. A week ends with its Sunday. */
export function endOf(ending: Ending, now: Date): Date | null {
  const span = FOR[ending];
  if (span !== undefined) return new Date(now.getTime() + span);
  if (ending === 'never') return null;
  const midnight = new Date(now);
  midnight.setHours(0, 0, 0, 0);
  // Of the week Sunday is the first day for JavaScript.
  const days = ending === 'today' ? 1 : 7 - ((now.getDay() + 6) % 7);
  midnight.setDate(midnight.getDate() + days);
  return midnight;
}
