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

/** `takesPart`: whether one does in the thread of a message. */
export function counted(
  me: Me,
  uncounted: Uncounted,
  user_id: string,
  takesPart: (thread_id: string) => boolean = () => false,
): Me {
  const counts = { read_seq: me.read_seq, unread: me.unread, mentions: me.mentions };
  const thread_unread = (me.thread_unread ?? 0) + countReplies(uncounted, user_id, takesPart);
  // What one says in a thread says nothing of what was said beside it.
  const others = uncounted.filter((it) => !it.thread_id || it.sender_id !== user_id);
  for (const message of others) {
    if (message.seq <= counts.read_seq) continue;
    if (message.sender_id === user_id) {
      Object.assign(counts, { read_seq: message.seq, unread: 0, mentions: 0 });
    } else if (message.kind === 'text') {
      counts.unread += message.thread_id ? 0 : 1;
      counts.mentions += isNamed(message, user_id) ? 1 : 0;
    }
  }
  return { ...me, ...counts, thread_unread };
}

/** Those of others in one's own threads, after what one has said there oneself. */
function countReplies(
  uncounted: Uncounted,
  user_id: string,
  takesPart: (thread_id: string) => boolean,
): number {
  const answered = new Map<string, number>();
  for (const { thread_id, sender_id, seq } of uncounted) {
    if (thread_id && sender_id === user_id) answered.set(thread_id, seq);
  }
  const isUnread = ({ thread_id, sender_id, seq }: Message): boolean =>
    Boolean(thread_id) &&
    sender_id !== user_id &&
    seq > (answered.get(thread_id ?? '') ?? 0) &&
    takesPart(thread_id ?? '');
  return uncounted.filter(isUnread).length;
}

function isNamed({ mentions, mentions_everyone }: Message, user_id: string): boolean {
  return mentions_everyone || mentions.includes(user_id);
}

/** What waits in a conversation, in it or in one's threads of it. */
export function unreadOf({
  unread,
  thread_unread = 0,
}: Pick<Me, 'unread' | 'thread_unread'>): number {
  return unread + thread_unread;
}

/**
 * Of what one wants to be told of, in all conversations; pushes count the same. What arrives in the one
 * that is looked at is not counted for the moment until it is read.
 */
export function countUnread(views: readonly RoomView[], looked_at: string | null = null): number {
  return views.reduce((sum, { me, conversation }) => {
    if (conversation.id === looked_at) return sum;
    const counts = { all: unreadOf(me), mentions: me.mentions, none: 0 };
    return sum + counts[me.notify];
  }, 0);
}
