/** The messages of the open conversation: where it opens, and what is there until it has. */
import { useCallback, useEffect, useState } from 'react';
import { useNavigate } from 'react-router';
import { useSay } from '@/shared/i18n/i18n';
import type { Room } from '@/shared/mirror/room';
import { places } from '@/shared/place';
import { Later } from '@/shared/ui/later';
import { Failed, Notice } from '@/shared/ui/notice';
import { useCell } from '@/shared/use-cell';
import { useScene } from '../scene';
import { MessageShapes } from './edge-row';
import { Feed } from './feed';
import styles from './message-list.module.css';
import { type Look, Reader, type Target } from './reader';

interface Props {
  /** The message that the address names. */
  readonly at: number | undefined;
}

/** Where one was when one left: for as long as the conversation is known here. */
const looks = new WeakMap<Room, Look>();

const POINTED_AT_MS = 2_000;

export function MessageList({ at }: Props) {
  const say = useSay();
  const { messenger, room, conversation_id } = useScene();
  const navigate = useNavigate();
  const [reader] = useState(
    () =>
      new Reader({
        timeline: room.timeline,
        entries: messenger.outbox.entries,
        connection: messenger.connection.state,
        user_id: messenger.user_id,
      }),
  );
  const [new_from] = useState(() => firstUnread(room));
  const [pointed_at, pointAt] = usePointedAt();
  const state = useCell(reader.state);

  const show = useCallback(
    (seq: number) => {
      reader.go({ name: 'center', seq });
      pointAt(seq);
    },
    [reader, pointAt],
  );
  useEffect(() => {
    reader.start();
    return () => reader.stop();
  }, [reader]);
  useEffect(() => {
    const leave = messenger.viewing.open(conversation_id);
    return () => {
      leave();
      messenger.readMarks.left();
    };
  }, [messenger, conversation_id]);
  useEffect(() => {
    if (at === undefined) reader.go(opening(room));
    else show(at);
  }, [reader, room, at, show]);
  const onShow = useCallback(
    (seq: number) => {
      if (seq === at) show(seq);
      else void navigate(places.message(conversation_id, seq));
    },
    [at, show, navigate, conversation_id],
  );
  const onLook = useCallback(
    (look: Look) => {
      looks.set(room, look);
      reader.looked(look);
      const { read_seq } = room.view.get().me;
      if (look.last > read_seq) messenger.readMarks.seen(conversation_id, look.last);
    },
    [reader, room, messenger, conversation_id],
  );

  switch (state.name) {
    case 'loading':
      return (
        <div aria-busy className={styles['waiting']}>
          <Later>
            <span className="only-heard" role="status">
              {say('app.loading')}
            </span>
            <MessageShapes />
            <MessageShapes />
          </Later>
        </div>
      );
    case 'failed':
      return <Failed error={state.error} onRetry={() => reader.retry()} />;
    case 'ready':
      if (state.items.length === 0) return <Notice words={say('timeline.empty')} />;
      return (
        <Feed
          new_from={new_from}
          onLook={onLook}
          onShow={onShow}
          pointed_at={pointed_at}
          reader={reader}
          wanted={state}
        />
      );
  }
}

/** The message that is pointed at, and the way to do it; it ends by itself. */
function usePointedAt(): [number | null, (seq: number) => void] {
  const [pointed_at, setPointedAt] = useState<number | null>(null);
  useEffect(() => {
    if (pointed_at === null) return;
    const timer = setTimeout(() => setPointedAt(null), POINTED_AT_MS);
    return () => clearTimeout(timer);
  }, [pointed_at]);
  return [pointed_at, setPointedAt];
}

/** Where one was, or where reading stopped. */
function opening(room: Room): Target {
  const look = looks.get(room);
  if (look && !look.isAtEnd) return { name: 'top', seq: look.first, offset: look.offset };
  const unread = firstUnread(room);
  return unread === null ? { name: 'newest' } : { name: 'third', seq: unread };
}

function firstUnread(room: Room): number | null {
  const { me } = room.view.get();
  return me.unread > 0 ? me.read_seq + 1 : null;
}
