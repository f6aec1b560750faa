/** When something ends: the time of today, the day before it elsewhere. */
import { useLingui } from '@lingui/react';
import { useCallback } from 'react';

export function useUntil(): (at: string) => string {
  const { i18n } = useLingui();
  return useCallback(
    (at) => {
      const date = new Date(at);
      const isToday = date.toDateString() === new Date().toDateString();
      const time = { hour: 'numeric', minute: '2-digit' } as const;
      return i18n.date(
        date,
        isToday ? time : { weekday: 'short', day: 'numeric', month: 'short', ...time },
      );
    },
    [i18n],
  );
}
