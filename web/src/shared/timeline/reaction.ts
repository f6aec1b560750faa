/**
 * Whether a reaction is one's own, in a message from an event. Events are the same for everybody and
 * don't say; what they say about who reacted, and what was known before, does. Null: neither does.
 */
import type { Reacted } from '../api/events';
import type { Message, Reaction } from '../api/wire';

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
  return { ...message, reactions };
}
