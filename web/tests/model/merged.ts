import type { MessageChanged } from '@/shared/api/events';
import type { Message } from '@/shared/api/wire';

/** One range for all, with each message as it is at its end. */
export function merged(changes: MessageChanged[]): MessageChanged {
  const messages = new Map<string, Message>();
  for (const change of changes) {
    for (const message of change.messages) {
      messages.delete(message.id);
      messages.set(message.id, message);
    }
  }
  const [first] = changes;
  const last = changes.at(-1);
  if (!(first && last)) throw new Error('nothing to merge');
  // A repeat may still be the newest revision, twice.
  return {
    conversation_id: first.conversation_id,
    after_rev: Math.min(...changes.map((it) => it.after_rev)),
    rev: Math.max(...changes.map((it) => it.rev)),
    messages: [...messages.values()].sort((a, b) => a.rev - b.rev),
    conversation: changes.findLast((it) => it.conversation)?.conversation ?? null,
    reacted: changes.flatMap((it) => it.reacted ?? []),
  };
}
