/** Every public channel of this server: found by title or topic, opened, or joined. */
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useSay } from '@/shared/i18n/i18n';
import { KIND, places } from '@/shared/place';
import { Link } from '@/shared/ui/link';
import { Failed, Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Page } from '@/shared/ui/page';
import { SearchField } from '@/shared/ui/search-field';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';
import { ChannelRow } from './channel-row';
import styles from './channels.module.css';
import { useChannels, useJoin } from './use-channels';

export function ChannelsPage() {
  const say = useSay();
  const [text, setText] = useState('');
  const channels = useChannels(text);
  const joining = useJoin();
  const found = channels.data ?? [];
  const count = found.length;
  const isEmpty = channels.isSuccess && count === 0;
  const failure = channels.isError && count === 0 ? channels.error : null;
  const start = `${places.start}?${KIND}=channel`;
  return (
    <Page
      actions={
        <Link className={styles['new']} to={start}>
          <Plus aria-hidden size={20} strokeWidth={1.75} />
          {say('channels.new')}
        </Link>
      }
      title={say('channels.title')}
    >
      <SearchField label={say('channels.search')} onChange={setText} value={text} />
      <OfflineNote words={(time) => say('channels.offline', { time })} />
      <span className="only-heard" role="status">
        {channels.isSuccess && text.trim() !== '' && say('channels.found', { count })}
      </span>
      {channels.isPending && <Skeleton />}
      {failure && <Failed error={failure} onRetry={() => void channels.refetch()} />}
      {isEmpty && (
        <Notice words={text.trim() === '' ? say('channels.none') : say('channels.nothing')}>
          <Link to={start}>{say('channels.make')}</Link>
        </Notice>
      )}
      {count > 0 && (
        <ul className={styles['list']}>
          {found.map((it) => (
            <ChannelRow channel={it} joining={joining} key={it.id} />
          ))}
        </ul>
      )}
      <ShowMore isAuto more={channels} />
    </Page>
  );
}
