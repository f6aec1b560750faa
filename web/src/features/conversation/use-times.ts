/** Times and days in the reader's own words and order. */
import { useLingui } from '@lingui/react';
import { useMemo } from 'react';
import { clock } from '@/shared/clock';
import { useSay } from '@/shared/i18n/i18n';

const DAY_MS = 24 * 60 * 60_000;

interface Times {
  /** 9:41 */
  readonly time: (at: string) => string;
  /** Today, Yesterday, Tuesday, 3 March, 3 March 2024 */
  readonly day: (at: string) => string;
  /** All of it. */
  readonly full: (at: string) => string;
}

export function useTimes(): Times {
  const { i18n } = useLingui();
  const say = useSay();
  return useMemo(() => {
    const day = (at: string): string => {
      const ago = daysAgo(at);
      if (ago === 0) return say('timeline.today');
      if (ago === 1) return say('timeline.yesterday');
      if (ago > 1 && ago < 7) return i18n.date(at, { weekday: 'long' });
      const isThisYear = new Date(at).getFullYear() === clock.date().getFullYear();
      const date = { weekday: 'long', day: 'numeric', month: 'long' } as const;
      return i18n.date(at, isThisYear ? date : { ...date, year: 'numeric' });
    };
    return {
      day,
      time: (at) => i18n.date(at, { timeStyle: 'short' }),
      full: (at) => i18n.date(at, { dateStyle: 'full', timeStyle: 'short' }),
    };
  }, [i18n, say]);
}

export function daysAgo(at: string): number {
  const midnight = (time: Date): number => new Date(time).setHours(0, 0, 0, 0);
  // A day in which the clock is set is not 24 hours long.
  return Math.round((midnight(clock.date()) - midnight(new Date(at))) / DAY_MS);
}
