/**
 * Whether a reaction is one's own, in a message from an event, whether one takes part in its thread, and
 * whether one has saved it. Events are the same for everybody and don't say; what they say about who reacted, and what was
 * known before, does. Null: neither does.
 */
import type { Reacted } from '../api/events';
import type { Message, Reaction, Thread } from '../api/wire';

export function withMine(
  message: Message,
  before: Message | undefined,
  reacted: readonly Reacted[],
  user_id: string,
): Message {
  const isMine = (reaction: Reaction): boolean | null => {
    if (reaction.mine != null) return reaction.mine;
    // `user_ids` are the first 50: of fewer it is the whole truth.
    if (reaction.user_ids.includes(user_id)) return true;
    if (reaction.user_ids.length === reaction.count) return false;
    const { emoji } = reaction;
    const told = reacted.findLast(
      (it) => it.id === message.id && it.user_id === user_id && it.emoji === emoji,
    );
    return told?.on ?? before?.reactions.find((it) => it.emoji === emoji)?.mine ?? null;
  };
  const reactions = message.reactions.map((it) => ({ ...it, mine: isMine(it) }));
  const thread = threadOf(message, before, user_id);
  const bookmarked = message.bookmarked ?? before?.bookmarked ?? false;
  return { ...message, reactions, bookmarked, ...(thread ? { thread } : {}) };
}

/** Whoever was known to take part in a thread still does. */
function threadOf(
  { thread, sender_id }: Message,
  before: Message | undefined,
  user_id: string,
): Thread | null {
  if (!thread) return null;
  if (thread.mine != null) return thread;
  const isIn = sender_id === user_id || thread.user_ids.includes(user_id);
  return { ...thread, mine: isIn || (before?.thread?.mine ?? false) };
}
