/** That this device's clock is wrong, and by how much. Loaded by `connection-line.tsx` where it is. */
import type { I18n } from '@lingui/core';
import type { Say } from '@/shared/i18n/i18n';

interface Span {
  readonly count: number;
  readonly unit: 'minute' | 'hour' | 'day';
}

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;
const DAY_HOURS = 24;

export function wrongClockWords(ahead_ms: number, i18n: I18n, say: Say): string {
  const { count, unit } = spanOf(Math.abs(ahead_ms));
  const span = i18n.number(count, { style: 'unit', unit, unitDisplay: 'long' });
  return say(ahead_ms > 0 ? 'clock.ahead' : 'clock.behind', { span });
}

/** As people say it: in one unit, and roughly. */
function spanOf(ms: number): Span {
  const minutes = Math.round(ms / MINUTE_MS);
  if (minutes < HOUR_MINUTES) return { count: minutes, unit: 'minute' };
  const hours = Math.round(minutes / HOUR_MINUTES);
  if (hours < 2 * DAY_HOURS) return { count: hours, unit: 'hour' };
  return { count: Math.round(hours / DAY_HOURS), unit: 'day' };
}
