/** Where one is logged in. */
import { useQuery } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Failed } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Skeleton } from '@/shared/ui/skeleton';
import { useKeptFocus } from '@/shared/ui/use-focus';
import { Section } from './section';
import { SESSIONS_KEY, SessionRow } from './session-row';
import styles from './settings.module.css';

export function Sessions() {
  const say = useSay();
  const { api } = useServices();
  const rows = useKeptFocus<HTMLUListElement>();
  const sessions = useQuery({
    queryKey: SESSIONS_KEY,
    queryFn: async () => expect(await api.GET('/api/sessions')).sessions,
  });
  return (
    <Section lead={say('settings.sessions_lead')} title={say('settings.sessions')}>
      {sessions.data && <OfflineNote words={(time) => say('settings.offline', { time })} />}
      {sessions.isPending && <Skeleton rows={2} />}
      {sessions.isLoadingError && (
        <Failed error={sessions.error} onRetry={() => void sessions.refetch()} />
      )}
      <ul className={styles['rows']} ref={rows}>
        {sessions.data
          ?.toSorted((a, b) => Number(b.current) - Number(a.current))
          .map((it) => (
            <SessionRow key={it.id} session={it} />
          ))}
      </ul>
    </Section>
  );
}
