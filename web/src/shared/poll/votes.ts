/** Votes: reactions with the keycap of an option. */
import type { Message } from '../api/wire';

type Asking = Pick<Message, 'poll'>;

/** What the options of a message are voted for with, in their order. */
export function votesOf({ poll }: Asking): readonly string[] {
  return poll?.options.map((_, at) => (at === 9 ? '🔟' : `${at + 1}\uFE0F\u20E3`)) ?? [];
}

/** What a vote takes away: all others, where one has one vote. */
export function rivalsOf(message: Asking, emoji: string): readonly string[] {
  const votes = votesOf(message);
  const isSingle = votes.includes(emoji) && !message.poll?.multiple;
  return isSingle ? votes.filter((it) => it !== emoji) : [];
}
