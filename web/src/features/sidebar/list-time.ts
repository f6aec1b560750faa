/** When something was said, as short as a list has room for. */
const DAY_MS = 24 * 60 * 60_000;
/** Beyond these a weekday could be that of today, a week ago. */
const DAYS_BY_NAME = 6;

const HOUR = { timeStyle: 'short' } as const;
const WEEKDAY = { weekday: 'short' } as const;
const DAY = { day: 'numeric', month: 'short' } as const;
const DATE = { day: 'numeric', month: 'numeric', year: '2-digit' } as const;

/** Making one costs more than using it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** `today`: any moment of the reader's day. */
export function listTime(created_at: string, today: Date, locales: readonly string[]): string {
  const at = new Date(created_at);
  return format(locales, shapeOf(at, today)).format(at);
}

function shapeOf(at: Date, today: Date): Intl.DateTimeFormatOptions {
  const days = (startOf(today) - startOf(at)) / DAY_MS;
  // Not whole where the clocks were changed between.
  if (Math.round(days) <= 0) return HOUR;
  if (Math.round(days) <= DAYS_BY_NAME) return WEEKDAY;
  return at.getFullYear() === today.getFullYear() ? DAY : DATE;
}

function startOf(time: Date): number {
  return new Date(time.getFullYear(), time.getMonth(), time.getDate()).getTime();
}

function format(
  locales: readonly string[],
  shape: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const key = `${locales.join()} ${JSON.stringify(shape)}`;
  const held = formats.get(key) ?? new Intl.DateTimeFormat([...locales], shape);
  formats.set(key, held);
  return held;
}
