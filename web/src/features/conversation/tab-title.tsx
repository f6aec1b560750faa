/** What the browser's tab says: how much is unread anywhere, where one is, and on which server. */
import { useEffect } from 'react';
import type { RoomView } from '@/shared/mirror/room';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';
import { useServer } from '@/shared/use-server';

const NAME = 'Snug';

export function TabTitle({ title }: { readonly title: string }) {
  const unread = usePicked(useMessenger().mirror.views, countUnread);
  const server = useServer().data?.name ?? NAME;
  useEffect(() => {
    document.title = `${unread > 0 ? `(${unread}) ` : ''}${title} · ${server}`;
  }, [unread, title, server]);
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
