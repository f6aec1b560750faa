/** The browsers that are told, each with what its push service said last. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { expect } from '@/shared/api/client';
import { useSay } from '@/shared/i18n/i18n';
import type { Notifying } from '@/shared/notify/notifying';
import { useServices } from '@/shared/services';
import { Failed } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { useKeptFocus } from '@/shared/ui/use-focus';
import { useCell } from '@/shared/use-cell';
import { Section } from '../section';
import settings from '../settings.module.css';
import { TOLD_KEY, ToldDevice } from './told-device';

export function ToldDevices({ notifying }: { readonly notifying: Notifying }) {
  const say = useSay();
  const { api } = useServices();
  const queries = useQueryClient();
  const rows = useKeptFocus<HTMLUListElement>();
  const state = useCell(notifying.push.state);
  const devices = useQuery({
    queryKey: TOLD_KEY,
    queryFn: async () => expect(await api.GET('/api/push/subscriptions')).subscriptions,
  });
  // This one came or went.
  useEffect(() => {
    if (state.name !== 'looking') void queries.invalidateQueries({ queryKey: TOLD_KEY });
  }, [queries, state]);
  return (
    <Section title={say('settings.told_devices')}>
      {devices.isPending && <Skeleton rows={2} />}
      {devices.isLoadingError && (
        <Failed error={devices.error} onRetry={() => void devices.refetch()} />
      )}
      {devices.data?.length === 0 && (
        <p className={settings['quiet']}>{say('settings.told_none')}</p>
      )}
      <ul className={settings['rows']} ref={rows}>
        {devices.data
          ?.toSorted((a, b) => Number(b.current) - Number(a.current))
          .map((it) => (
            <ToldDevice device={it} key={it.id} push={notifying.push} />
          ))}
      </ul>
    </Section>
  );
}
