/** Where somebody who is new begins. */
import type { Conversation } from '@/shared/api/wire';
import type { RoomView } from '@/shared/mirror/room';

/** The channel that everybody is in, or what has come in its place. */
export function generalOf(views: readonly RoomView[]): Conversation | null {
  const channels = views.map((it) => it.conversation).filter((it) => it.kind === 'channel');
  const oldest = channels.toSorted((a, b) => a.created_at.localeCompare(b.created_at));
  return oldest.find((it) => it.title === 'general') ?? oldest[0] ?? null;
}

/** What an invite led to, or where everybody is. */
export function arrivalOf(views: readonly RoomView[]): Conversation | null {
  const general = generalOf(views);
  const other = views.find((it) => it.conversation.id !== general?.id);
  return other?.conversation ?? general;
}
