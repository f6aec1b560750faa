/** The list of conversations as it is shown: two sections, each with the newest first. */
import type { RoomView } from '@/shared/mirror/room';
import { unreadOf } from '@/shared/mirror/unread';

export interface Sections {
  /** With one other person, with a few, and one's notes. */
  readonly direct: readonly RoomView[];
  readonly channels: readonly RoomView[];
}

export function sectionsOf(views: readonly RoomView[]): Sections {
  const dated = views.map((view) => ({ view, at: lastActivity(view) }));
  dated.sort(
    (a, b) => compare(b.at, a.at) || compare(a.view.conversation.id, b.view.conversation.id),
  );
  const sorted = dated.map((it) => it.view);
  return {
    direct: sorted.filter((it) => it.conversation.kind !== 'channel'),
    channels: sorted.filter((it) => it.conversation.kind === 'channel'),
  };
}

/** Which way one goes through the list, and whether past what has been read. */
export interface Step {
  readonly by: 1 | -1;
  readonly isUnread: boolean;
}

/** The conversation that is that step away; begins at an end, and goes on at the other one. */
export function stepFrom(
  { direct, channels }: Sections,
  current_id: string | undefined,
  { by, isUnread }: Step,
): string | undefined {
  const all = [...direct, ...channels];
  const ordered = by === 1 ? all : all.reverse();
  const at = ordered.findIndex((it) => it.conversation.id === current_id);
  const around = [...ordered.slice(at + 1), ...ordered.slice(0, Math.max(at, 0))];
  return around.find((it) => !isUnread || unreadOf(it.me) > 0)?.conversation.id;
}

/** RFC 3339 in UTC, so that the order of the words is the order in time. */
function lastActivity({ conversation, me }: RoomView): string {
  const said = conversation.last_message?.created_at ?? conversation.created_at;
  return said > me.joined_at ? said : me.joined_at;
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
