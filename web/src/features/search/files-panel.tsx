/** What was sent in a conversation, the newest first: each leads to its message, and can be had at once. */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Message } from '@/shared/api/wire';
import { useSay } from '@/shared/i18n/i18n';
import type { Room } from '@/shared/mirror/room';
import { RoomPanel } from '@/shared/room-panel';
import { Failed, Notice } from '@/shared/ui/notice';
import { OfflineNote } from '@/shared/ui/offline-note';
import { ShowMore } from '@/shared/ui/show-more';
import { Skeleton } from '@/shared/ui/skeleton';
import { FoundFile } from './found-file';
import styles from './search.module.css';
import { useSearch } from './use-search';

interface Props {
  readonly conversation_id: string;
  readonly onClose: () => void;
}

export function FilesPanel({ conversation_id, onClose }: Props) {
  const title = useSay()('search.files');
  return (
    <RoomPanel conversation_id={conversation_id} onClose={onClose} title={title}>
      {(room) => <RoomFiles room={room} />}
    </RoomPanel>
  );
}

function RoomFiles({ room }: { readonly room: Room }) {
  const say = useSay();
  const found = useSearch('', { in: room.timeline.conversation_id, has: 'file' }, 0);
  const told = useTold(room, () => void found.refetch());
  const messages = withTold(found.data?.map((it) => it.message) ?? [], told);
  const files = messages.flatMap((message) =>
    message.attachments.map((file) => ({ file, message })),
  );
  const isNone = files.length === 0;
  return (
    <>
      <OfflineNote words={(time) => say('search.files_offline', { time })} />
      {isNone && found.isFetching && <Skeleton />}
      {isNone && found.error && !found.isFetching && (
        <Failed error={found.error} onRetry={() => void found.refetch()} />
      )}
      {isNone && found.isSuccess && !found.isFetching && <Notice words={say('search.no_files')} />}
      <ol aria-label={say('search.files')} className={styles['files']} hidden={isNone}>
        {files.map(({ file, message }) => (
          <FoundFile file={file} key={`${message.id} ${file.id}`} message={message} />
        ))}
      </ol>
      {!isNone && <ShowMore isAuto more={found} />}
    </>
  );
}

type Told = ReadonlyMap<string, Message>;

/** What was sent or deleted since the list was opened: a search finds it only a moment later. */
function useTold(room: Room, onReset: () => void): Told {
  const [told, setTold] = useState<Told>(new Map());
  const reset = useEffectEvent(onReset);
  useEffect(
    () =>
      room.follow((change) => {
        if (!change) reset();
        const touched = change?.messages.filter((it) => it.attachments.length > 0 || it.deleted_at);
        if (!touched || touched.length === 0) return;
        setTold((held) => new Map([...held, ...touched.map((it) => [it.id, it] as const)]));
      }),
    [room],
  );
  return told;
}

/** The newest first. What was told of older ones that are not loaded yet is in them when they are. */
function withTold(found: readonly Message[], told: Told): readonly Message[] {
  const last = found[0]?.seq ?? 0;
  const newer = [...told.values()].filter(({ seq }) => seq > last).sort((a, b) => b.seq - a.seq);
  return [...newer, ...found.map((it) => told.get(it.id) ?? it)];
}
