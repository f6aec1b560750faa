/** How much is unread, wherever it can be seen beside the page: its sign in the browser's tab, the app's. */
import type { Cell } from '../cell';
import type { RoomView } from '../mirror/room';
import { countUnread } from '../mirror/unread';
import { Throttle } from '../throttle';

const EVERY_MS = 500;

/** Shows it until the returned function is called, and nothing after that. */
export function showCount(
  views: Cell<readonly RoomView[]>,
  looked_at: Cell<string | null>,
  show: (count: number) => void,
): () => void {
  let shown: number | null = null;
  const change = (count: number): void => {
    if (count !== shown) show(count);
    shown = count;
  };
  const throttle = new Throttle(EVERY_MS, () => change(countUnread(views.get(), looked_at.get())));
  const ends = [views, looked_at].map((it) => it.subscribe(() => throttle.wish()));
  throttle.wish();
  return () => {
    for (const end of ends) end();
    throttle.stop();
    change(0);
  };
}

/** Not every browser has one, and some refuse where the app isn't installed. */
export function showAppBadge(count: number): void {
  const badge = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.();
  badge?.catch(() => undefined);
}
