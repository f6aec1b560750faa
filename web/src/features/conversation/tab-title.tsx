/** What the browser's tab says: how much is unread anywhere, where one is, and on which server. */
import { useEffect, useRef } from 'react';
import { useServer } from '@/shared/api/use-server';
import type { RoomView } from '@/shared/mirror/room';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';

const NAME = 'Snug';
/** Each new title is told to the whole browser, which takes longer than a message that arrives. */
const EVERY_MS = 300;

export function TabTitle({ title }: { readonly title: string }) {
  const unread = usePicked(useMessenger().mirror.views, countUnread);
  const server = useServer().data?.name ?? NAME;
  const words = `${unread > 0 ? `(${unread}) ` : ''}${title} · ${server}`;
  const wanted = useRef(words);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => {
    wanted.current = words;
    timer.current ??= setTimeout(() => {
      timer.current = undefined;
      document.title = wanted.current;
    }, EVERY_MS);
  }, [words]);
  useEffect(() => {
    return () => {
      clearTimeout(timer.current);
      timer.current = undefined;
    };
  }, []);
  useEffect(() => {
    return () => {
      document.title = server;
    };
  }, [server]);
  return null;
}

/** Of what one wants to be told of. */
function countUnread(views: readonly RoomView[]): number {
  return views.reduce((sum, { me }) => {
    const counts = { all: me.unread, mentions: me.mentions, none: 0 };
    return sum + counts[me.notify];
  }, 0);
}
