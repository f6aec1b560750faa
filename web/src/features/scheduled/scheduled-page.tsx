/** What one has written that is sent later; nobody else sees it before. */
import { useSay } from '@/shared/i18n/i18n';
import { useScheduled } from '@/shared/scheduled/use-scheduled';
import { Failed, Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Page } from '@/shared/ui/page';
import { Skeleton } from '@/shared/ui/skeleton';
import styles from './scheduled.module.css';
import { ScheduledRow } from './scheduled-row';

export function ScheduledPage() {
  const say = useSay();
  const found = useScheduled();
  const all = found.data ?? [];
  // What waits for oneself comes before what goes by itself.
  const failed = all.filter((it) => it.failed != null);
  const waiting = all.filter((it) => it.failed == null);
  return (
    <Page title={say('later.all')}>
      <OfflineNote words={(time) => say('later.offline', { time })} />
      {found.isPending && <Skeleton />}
      {found.error && all.length === 0 && (
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.isSuccess && all.length === 0 && <Notice words={say('later.none')} />}
      <ol aria-label={say('later.all')} className={styles['list']} hidden={all.length === 0}>
        {[...failed, ...waiting].map((message) => (
          <ScheduledRow key={message.id} message={message} />
        ))}
      </ol>
    </Page>
  );
}
