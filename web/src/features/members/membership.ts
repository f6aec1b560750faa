/** Whether a list of members that was fetched may be another one by now. */
import type { Message } from '@/shared/api/wire';
import type { RoomView } from '@/shared/mirror/room';

const OF_MEMBERS: ReadonlySet<string> = new Set([
  'joined',
  'left',
  'added',
  'removed',
  'role_changed',
]);
/** More at once are not looked through. */
const MOST = 200;

/** `at`: the message that is known with a `seq`. One that isn't known may have told of anything. */
export function touchesMembers(
  before: RoomView,
  after: RoomView,
  at: (seq: number) => Message | undefined,
): boolean {
  const [from, to] = [before.conversation.last_seq, after.conversation.last_seq];
  if (before.conversation.members_count !== after.conversation.members_count) return true;
  if (before.me.role !== after.me.role || to - from > MOST) return true;
  for (let seq = from + 1; seq <= to; seq += 1) {
    const { last_message } = after.conversation;
    const message = at(seq) ?? (last_message?.seq === seq ? last_message : undefined);
    if (!message || OF_MEMBERS.has(message.event ?? '')) return true;
  }
  return false;
}
