/** The links by which people come in, and making one. */
import { useQuery } from '@tanstack/react-query';
import { expect } from '@/shared/api/client';
import { useSay } from '@/shared/i18n/i18n';
import { useServices } from '@/shared/services';
import { Failed } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Skeleton } from '@/shared/ui/skeleton';
import { useKeptFocus } from '@/shared/ui/use-focus';
import { InviteForm } from './invite-form';
import { INVITES_KEY, InviteRow } from './invite-row';
import { Section } from './section';
import styles from './settings.module.css';

export function Invites() {
  const say = useSay();
  const { api } = useServices();
  const rows = useKeptFocus<HTMLUListElement>();
  const invites = useQuery({
    queryKey: INVITES_KEY,
    queryFn: async () => expect(await api.GET('/api/invites')).invites,
  });
  return (
    <>
      <Section lead={say('settings.invite_lead')} title={say('settings.invite_new')}>
        <InviteForm />
      </Section>
      <Section title={say('settings.invites_open')}>
        {invites.data && <OfflineNote words={(time) => say('settings.offline', { time })} />}
        {invites.isPending && <Skeleton rows={2} />}
        {invites.isLoadingError && (
          <Failed error={invites.error} onRetry={() => void invites.refetch()} />
        )}
        {invites.data?.length === 0 && (
          <p className={styles['quiet']}>{say('settings.invites_none')}</p>
        )}
        <ul className={styles['rows']} ref={rows}>
          {invites.data?.map((it) => (
            <InviteRow invite={it} key={it.code} />
          ))}
        </ul>
      </Section>
    </>
  );
}
