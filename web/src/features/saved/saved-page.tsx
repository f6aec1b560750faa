/** What one has kept for oneself, on all one's devices; nobody else sees it. */

import { BookmarkMinus } from 'lucide-react';
import type { Message } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import { MessageCard } from '@/shared/message/message-card';
import { IconButton } from '@/shared/ui/icon-button';
import { Failed, Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { Page } from '@/shared/ui/page';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';
import { useRoom } from '@/shared/use-room';
import styles from './saved.module.css';
import { useSaved } from './use-saved';

export function SavedPage() {
  const say = useSay();
  const { found, saved, letGo } = useSaved();
  const isEmpty = found.isSuccess && saved.length === 0 && !found.hasNextPage;
  return (
    <Page title={say('saved.title')}>
      <OfflineNote
        words={(time) => say(saved.length > 0 ? 'saved.offline_kept' : 'saved.offline', { time })}
      />
      {found.isPending && <Skeleton />}
      {found.error && saved.length === 0 && (
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      )}
      {isEmpty && <Notice words={say('saved.none')} />}
      <ol aria-label={say('saved.title')} className={styles['list']} hidden={saved.length === 0}>
        {saved.map(({ message }) => (
          <SavedMessage
            key={`${message.conversation_id} ${message.id}`}
            message={message}
            onLetGo={() => letGo(message)}
          />
        ))}
      </ol>
      <ShowMore isAuto more={found} />
    </Page>
  );
}

interface Props {
  readonly message: Message;
  readonly onLetGo: () => void;
}

function SavedMessage({ message, onLetGo }: Props) {
  const say = useSay();
  const room = useRoom(message.conversation_id);
  return (
    <MessageCard
      acts={<IconButton icon={BookmarkMinus} label={say('saved.let_go')} onClick={onLetGo} />}
      conversation={room?.view.get().conversation}
      message={message}
    />
  );
}
