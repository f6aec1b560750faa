/** For how long a conversation can be muted, beside for good. */

const HOUR_MS = 60 * 60_000;
/** When the next day begins, for whoever sleeps at night. */
const MORNING = 8;

export function inAnHour(now: Date): Date {
  return new Date(now.getTime() + HOUR_MS);
}

export function tomorrow(now: Date): Date {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, MORNING);
}

/** As short as it can be told: today by the clock alone. */
export function untilFormat(until: Date, now: Date): Intl.DateTimeFormatOptions {
  return until.toDateString() === now.toDateString()
    ? { timeStyle: 'short' }
    : { weekday: 'short', hour: 'numeric', minute: '2-digit' };
}
