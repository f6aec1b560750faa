/** The conversation's title in the browser's tab, after how much is unread anywhere. */
import type { RoomView } from '@/shared/mirror/room';
import { PlaceTitle } from '@/shared/place-title';
import { useMessenger } from '@/shared/services';
import { usePicked } from '@/shared/use-cell';

export function UnreadTitle({ title }: { readonly title: string }) {
  const unread = usePicked(useMessenger().mirror.views, countUnread);
  return <PlaceTitle title={unread > 0 ? `(${unread}) ${title}` : title} />;
}

/** Of what one wants to be told of. */
function countUnread(views: readonly RoomView[]): number {
  return views.reduce((sum, { me }) => {
    const counts = { all: me.unread, mentions: me.mentions, none: 0 };
    return sum + counts[me.notify];
  }, 0);
}
