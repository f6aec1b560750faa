/** Opens a conversation where one was or where reading stopped, and follows its address. */
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useLocation, useMatch, useNavigate } from 'react-router';
import type { Room } from '@/shared/mirror/room';
import { places } from '@/shared/place';
import { useBeside } from '@/shared/ui/use-beside';
import { useScene } from '../scene';
import { type Look, type Target, targetOf } from './feed-reader';
import { Reader } from './reader';
import { usePointedAt } from './use-pointed-at';

interface Reading {
  readonly reader: Reader;
  /** The first that was unread when one came: the line stays there while one reads. */
  readonly new_from: number | null;
  /** The message of the address, just after it was opened. */
  readonly pointed_at: number | null;
  /** Goes to the address of a message. */
  readonly onShow: (seq: number) => void;
  readonly onLook: (look: Look) => void;
  /** To the first unread, where it is further on than what one sees; false where it isn't. */
  readonly toUnread: () => boolean;
}

/** Where one was when one left: for as long as the conversation is known here. */
const looks = new WeakMap<Room, Look>();
/** And at each of the addresses that one may come back to, by the keys of the history. */
const looksAt = new WeakMap<Room, Map<string, Look>>();

export function useReader(at: number | undefined): Reading {
  const { messenger, room, conversation_id } = useScene();
  const { attention, viewing, readMarks } = messenger;
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
  const [new_from, setNewFrom] = useState(() => firstUnread(room));
  const [pointed_at, pointAt] = usePointedAt();

  useEffect(() => {
    reader.start();
    return () => reader.stop();
  }, [reader]);
  const show = useCallback(
    (seq: number) => {
      reader.go({ name: 'center', seq });
      pointAt(seq);
    },
    [reader, pointAt],
  );
  const { key } = useLocation();
  const search = useBeside();
  const latest = useRef({ key, search });
  useLayoutEffect(() => {
    latest.current = { key, search };
  }, [key, search]);
  useEffect(() => {
    // Whoever comes back to an address comes back to what they saw there.
    const look = looksAt.get(room)?.get(latest.current.key);
    if (at === undefined || look) reader.go(opening(room, look ?? looks.get(room)));
    else show(at);
  }, [reader, room, at, show]);

  useReplyPlace(at);
  const isCovered = useIsCovered();

  useEffect(() => {
    const leave = viewing.open(conversation_id);
    return () => {
      leave();
      readMarks.left();
    };
  }, [viewing, readMarks, conversation_id]);
  // Whoever comes back to the page reads on from where they stopped.
  useEffect(
    () =>
      attention.subscribe(() => {
        const unread = attention.get() === 'here' ? firstUnread(room) : null;
        if (unread !== null) setNewFrom(unread);
      }),
    [attention, room],
  );

  const onShow = useCallback(
    (seq: number) => {
      if (seq === at) show(seq);
      else {
        const pathname = places.message(conversation_id, seq);
        void navigate({ pathname, search: latest.current.search });
      }
    },
    [at, show, navigate, conversation_id],
  );
  const onLook = useCallback(
    (look: Look) => {
      looks.set(room, look);
      looksAt.set(room, (looksAt.get(room) ?? new Map()).set(latest.current.key, look));
      reader.looked(look);
      // At the end one sees what there is, threads and all; under one that covers it, nothing.
      const last = look.isAtEnd ? Math.max(look.last, room.timeline.newest) : look.last;
      const isUnread = last > room.view.get().me.read_seq;
      if (isUnread && !isCovered.current) readMarks.seen(conversation_id, last);
    },
    [reader, room, readMarks, conversation_id, isCovered],
  );
  const toUnread = useCallback(() => {
    const unread = firstUnread(room);
    if (unread === null || reader.isAlmostAt(unread)) return false;
    setNewFrom(unread);
    reader.go({ name: 'third', seq: unread });
    return true;
  }, [reader, room]);
  return { reader, new_from, pointed_at, onShow, onLook, toUnread };
}

function opening(room: Room, look: Look | undefined): Target {
  if (look && !look.isAtEnd) return targetOf(look);
  const unread = firstUnread(room);
  return unread === null ? { name: 'newest' } : { name: 'third', seq: unread };
}

function firstUnread(room: Room): number | null {
  const { me } = room.view.get();
  return me.unread > 0 ? me.read_seq + 1 : null;
}

/** What the address names may be a reply: it is shown in its thread. */
function useReplyPlace(at: number | undefined): void {
  const { room, conversation_id } = useScene();
  const { timeline } = room;
  const navigate = useNavigate();
  useEffect(() => {
    if (at === undefined) return undefined;
    const look = (): void => {
      const thread_id = timeline.at(at)?.thread_id;
      if (!thread_id) return;
      void navigate(places.reply(conversation_id, thread_id, at), { replace: true });
    };
    look();
    return timeline.ranges.subscribe(look);
  }, [at, timeline, conversation_id, navigate]);
}

/** Where a thread has the whole screen. */
const ALONE = '(max-width: 699px)';

/** Whether nothing of the conversation is to be seen, though it is there. */
function useIsCovered(): RefObject<boolean> {
  const isThread = useMatch('/c/:id/t/*') !== null;
  const isCovered = useRef(false);
  useLayoutEffect(() => {
    isCovered.current = isThread && matchMedia(ALONE).matches;
  });
  return isCovered;
}
