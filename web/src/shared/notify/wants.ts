/** Whether one wants to be told of what waits in a conversation, as the server decides it for pushes. */
import type { NotifyPreferences, QuietHours } from '../api/wire';
import { mutedUntil } from '../mirror/muted';
import type { RoomView } from '../mirror/room';
import { unreadOf } from '../mirror/unread';

/** How much of what is unread is to be told of: nothing, where it is not known what is wanted. */
export function wantedCount(
  { conversation, me }: RoomView,
  preferences: NotifyPreferences | null,
  now: Date,
): number {
  if (!preferences || preferences.notify === 'none' || mutedUntil(me, now) !== null) return 0;
  // Of the two, the one that says less.
  const isNarrowed = preferences.notify === 'mentions' && conversation.kind !== 'direct';
  return isNarrowed || me.notify === 'mentions' ? me.mentions : unreadOf(me);
}

/** Past midnight where they don't end after they begin, and all day where they end when they do. */
export function isQuiet({ from, to, time_zone }: QuietHours, now: Date): boolean {
  const at = clockIn(time_zone, now);
  if (at === null) return false;
  return from < to ? from <= at && at < to : from <= at || at < to;
}

/** As `22:00`; null where this browser doesn't know the zone. */
function clockIn(timeZone: string, now: Date): string | null {
  try {
    const shape = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    return new Intl.DateTimeFormat('en-GB', { timeZone, ...shape }).format(now);
  } catch {
    return null;
  }
}
