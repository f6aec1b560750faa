/** The door: logging in, or making an account: the first one, an open one, or by an invite. */
import { useParams } from 'react-router';
import { useServer } from '@/shared/api/use-server';
import { useSay } from '@/shared/i18n/i18n';
import { PlaceTitle } from '@/shared/place-title';
import { CardPage } from '@/shared/ui/card-page';
import { Failed } from '@/shared/ui/notice';
import { Skeleton } from '@/shared/ui/skeleton';
import { Door } from './door';

export function EntryPage() {
  const say = useSay();
  const { code } = useParams();
  const server = useServer();
  return (
    <CardPage foot={isReadable() && <p>{say('entry.unencrypted')}</p>}>
      <PlaceTitle title="" />
      {server.data && <Door code={code} key={code} server={server.data} />}
      {server.isPending && <Skeleton rows={3} />}
      {server.isLoadingError && (
        <Failed error={server.error} onRetry={() => void server.refetch()} />
      )}
    </CardPage>
  );
}

/** Whether others on the way can read along: plain HTTP, other than to this machine. */
function isReadable(): boolean {
  return location.protocol === 'http:' && globalThis.isSecureContext === false;
}
