/**
 * One's own part of a conversation, with what is known beyond the moment when the server counted:
 * others' texts are unread on top, and one's own moves what is read up to it.
 */
import type { Me, Message } from '../api/wire';
import type { RoomView } from './room';

/** Messages beyond those that the server counted, in order of `seq`. */
export type Uncounted = readonly Message[];

export function beyond(messages: Uncounted, me: Me): Uncounted {
  return messages.filter((it) => it.seq > me.last_seq);
}

export function counted(me: Me, uncounted: Uncounted, user_id: string): Me {
  const counts = { read_seq: me.read_seq, unread: me.unread, mentions: me.mentions };
  for (const message of uncounted) {
    if (message.seq <= counts.read_seq) continue;
    if (message.sender_id === user_id) {
      Object.assign(counts, { read_seq: message.seq, unread: 0, mentions: 0 });
    } else if (message.kind === 'text') {
      const isMentioned = message.mentions_everyone || message.mentions.includes(user_id);
      counts.unread += 1;
      counts.mentions += isMentioned ? 1 : 0;
    }
  }
  return { ...me, ...counts };
}

/**
 * Of what one wants to be told of, in all conversations; pushes count the same. What arrives in the one
 * that is looked at is not counted for the moment until it is read.
 */
export function countUnread(views: readonly RoomView[], looked_at: string | null = null): number {
  return views.reduce((sum, { me, conversation }) => {
    if (conversation.id === looked_at) return sum;
    const counts = { all: me.unread, mentions: me.mentions, none: 0 };
    return sum + counts[me.notify];
  }, 0);
}
