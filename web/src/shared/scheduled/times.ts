/** Times at which a message may well be sent that is written now, in the time zone of this device. */

export interface Offer {
  readonly name: 'today' | 'tomorrow' | 'monday';
  readonly at: Date;
}

/** After five nobody needs six. */
const LAST_HOUR = 17;
const EVENING = 18;
const MORNING = 9;
const MONDAY = 1;
const WEEK = 7;

export function offersAt(now: Date): readonly Offer[] {
  const tomorrow = dayAfter(now, 1, MORNING);
  const monday = dayAfter(now, (MONDAY - now.getDay() + WEEK) % WEEK || WEEK, MORNING);
  const offers: Offer[] = [{ name: 'tomorrow', at: tomorrow }];
  if (now.getHours() < LAST_HOUR) offers.unshift({ name: 'today', at: dayAfter(now, 0, EVENING) });
  if (tomorrow.getTime() !== monday.getTime()) offers.push({ name: 'monday', at: monday });
  return offers;
}

function dayAfter(now: Date, days: number, hour: number): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + days, hour);
}

/** As a field for a date and a time has it: in this device's zone, without naming it. */
export function fieldTime(at: Date): string {
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${day}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The server takes nothing that is further ahead. */
const MOST_MS = 365 * 24 * 60 * 60 * 1000;

/** What such a field holds; null where that is no time ahead, or too far. */
export function timeAhead(field: string, now: Date): Date | null {
  const at = new Date(field);
  const ahead = at.getTime() - now.getTime();
  return ahead > 0 && ahead <= MOST_MS ? at : null;
}
