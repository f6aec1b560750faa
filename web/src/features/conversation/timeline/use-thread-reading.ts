/** Opens a thread where reading stopped, follows its address, and says how far one has read in it. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { places } from '@/shared/place';
import { ReadMarks } from '@/shared/reading/read-marks';
import { useScene } from '../scene';
import type { Look } from './feed-reader';
import type { ThreadReader } from './thread-reader';
import { useUnreadThreads } from './unread-threads';
import { usePointedAt } from './use-pointed-at';

interface Reading {
  /** The first that was unread when one came: the line stays there while one reads. */
  readonly new_from: number | null;
  /** The reply of the address, just after it was opened. */
  readonly pointed_at: number | null;
  readonly onShow: (seq: number) => void;
  readonly onLook: (look: Look) => void;
  readonly toUnread: () => boolean;
}

export function useThreadReading(reader: ThreadReader, at: number | undefined): Reading {
  const { conversation_id } = useScene();
  const navigate = useNavigate();
  const { threads, isKnown } = useUnreadThreads();
  const [new_from, setNewFrom] = useState<number | null>(null);
  const [pointed_at, pointAt] = usePointedAt();
  const { thread_id } = reader;

  useEffect(() => {
    reader.start();
    return () => reader.stop();
  }, [reader]);
  const isOpened = useRef(false);
  useEffect(() => {
    if (at !== undefined) {
      isOpened.current = true;
      reader.go({ name: 'center', seq: at });
      pointAt(at);
    } else if (isKnown && !isOpened.current) {
      isOpened.current = true;
      const read_seq = threads.find((it) => it.message.id === thread_id)?.read_seq;
      setNewFrom(read_seq === undefined ? null : read_seq + 1);
      reader.go(read_seq === undefined ? { name: 'newest' } : { name: 'third', seq: read_seq + 1 });
    }
  }, [reader, at, isKnown, threads, thread_id, pointAt]);

  const marks = useMarks(thread_id);
  const onLook = useCallback(
    (look: Look) => {
      reader.looked(look);
      if (reader.held.root.get()?.thread?.mine !== false)
        marks.current?.seen(conversation_id, look.last);
    },
    [reader, marks, conversation_id],
  );
  const onShow = useCallback(
    (seq: number) => {
      const isHere = reader.messages().some((it) => it.seq === seq);
      if (isHere) {
        reader.go({ name: 'center', seq });
        pointAt(seq);
      } else void navigate(places.message(conversation_id, seq));
    },
    [reader, navigate, conversation_id, pointAt],
  );
  const toUnread = useCallback(() => false, []);
  return { new_from, pointed_at, onShow, onLook, toUnread };
}

/** What is said of how far one has read: by the page that one looks at, and with the next connection. */
function useMarks(thread_id: string) {
  const { connection, attention } = useScene().messenger;
  const marks = useRef<ReadMarks | null>(null);
  useEffect(() => {
    const made = new ReadMarks(async ({ conversation_id, seq }) => {
      await connection.ask('thread:read', { conversation_id, thread_id, seq });
      return { read_seq: seq };
    }, attention);
    marks.current = made;
    const end = connection.state.subscribe(() => {
      if (connection.state.get().name === 'online') made.connected();
    });
    return () => {
      end();
      made.stop();
      marks.current = null;
    };
  }, [connection, attention, thread_id]);
  return marks;
}
