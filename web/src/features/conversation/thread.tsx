/** One thread: what it hangs on, its replies, and where one writes. */
import { useEffect, useMemo, useState } from 'react';
import { expect } from '@/shared/api/client';
import { useSay } from '@/shared/i18n/i18n';
import type { Room } from '@/shared/mirror/room';
import { useMessenger, useServices } from '@/shared/services';
import { isTouch } from '@/shared/touch';
import { useCell } from '@/shared/use-cell';
import { Foot } from './foot';
import { Scene, SceneProvider } from './scene';
import styles from './thread.module.css';
import { ThreadPictures } from './thread-pictures';
import { isMissing } from './timeline/feed-reader';
import { ThreadList } from './timeline/thread-list';
import { ThreadReader } from './timeline/thread-reader';

interface Props {
  readonly room: Room;
  readonly thread_id: string;
  readonly at: number | undefined;
}

export function Thread({ room, thread_id, at }: Props) {
  const messenger = useMessenger();
  const reader = useThreadReader(room, thread_id);
  const scene = useMemo(() => new Scene(messenger, room, reader), [messenger, room, reader]);
  useEffect(() => {
    // Whoever comes to a reply reads it first; on a phone the keyboard would cover what there is.
    if (at === undefined && !isTouch()) scene.focusField();
  }, [scene, at]);
  return (
    <SceneProvider value={scene}>
      <div className={styles['thread']} data-thread>
        <ThreadList at={at} reader={reader} />
        <Writing reader={reader} />
      </div>
      <ThreadPictures reader={reader} />
    </SceneProvider>
  );
}

/** Where what it hangs on was deleted nothing more can be said, and nothing where it never was. */
function Writing({ reader }: { readonly reader: ThreadReader }) {
  const say = useSay();
  const root = useCell(reader.held.root);
  if (isMissing(useCell(reader.state))) return null;
  if (!root?.deleted_at) return <Foot />;
  return <p className={styles['over']}>{say('thread.over')}</p>;
}

function useThreadReader(room: Room, thread_id: string): ThreadReader {
  const { user_id, outbox, connection } = useMessenger();
  const { api } = useServices();
  const [reader] = useState(() => {
    const id = room.timeline.conversation_id;
    return new ThreadReader({
      room,
      thread_id,
      user_id,
      entries: outbox.entries,
      connection: connection.state,
      loadRoot: async () => {
        const params = { path: { id, message_id: thread_id } };
        const at = '/api/conversations/{id}/messages/{message_id}';
        return expect(await api.GET(at, { params }));
      },
      loadReplies: async (place) => {
        const params = { path: { id }, query: { ...place, thread_id } };
        return expect(await api.GET('/api/conversations/{id}/messages', { params }));
      },
    });
  });
  return reader;
}
