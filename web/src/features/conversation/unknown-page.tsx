/** Until it is known which conversations there are. */
import { useSay } from '@/shared/i18n/i18n';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Skeleton } from '@/shared/ui/skeleton';
import { EmptyPage } from './empty-page';

export function UnknownPage() {
  const say = useSay();
  return (
    <EmptyPage>
      <OfflineNote words={(time) => say('conversation.unreached', { time })} />
      <Skeleton rows={8} />
    </EmptyPage>
  );
}
