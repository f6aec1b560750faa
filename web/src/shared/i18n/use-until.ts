/** When something ends: the time of today, the day before it elsewhere. */
import { useLingui } from '@lingui/react';
import { useCallback } from 'react';
import { clock } from '@/shared/clock';

export function useUntil(): (at: string) => string {
  const { i18n } = useLingui();
  return useCallback(
    (at) => {
      const date = new Date(at);
      const isToday = date.toDateString() === clock.date().toDateString();
      return i18n.date(
        date,
        isToday
          ? { timeStyle: 'short' }
          : {
              weekday: 'short',
              day: 'numeric',
              month: 'short',
              hour: 'numeric',
              minute: '2-digit',
            },
      );
    },
    [i18n],
  );
}
