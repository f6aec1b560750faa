/**
 * What a screen reader says of messages that arrive: each of others', and of many at once only how
 * many they are. What is said is replaced, so that a polite region says one thing after the other.
 */
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Range } from '@/shared/timeline/range';
import { end } from '@/shared/timeline/range';

export type Announcement =
  | { readonly name: 'messages'; readonly messages: readonly Message[] }
  | { readonly name: 'many'; readonly count: number };

/** What arrives in so long after one was said is said together. */
const TOGETHER_MS = 2_000;
const MOST_TOGETHER = 3;

export class Announcements {
  readonly said = new Cell<Announcement | null>(null);
  readonly #user_id: string;
  #newest: number;
  #waiting: Message[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `newest`: the last one that is not news. */
  constructor(user_id: string, newest: number) {
    this.#user_id = user_id;
    this.#newest = newest;
  }

  /** What is loaded now, and the greatest `seq` that there is. */
  hear(ranges: readonly Range[], newest: number): void {
    if (newest <= this.#newest) return;
    for (const message of after(ranges, this.#newest)) {
      const isNews = message.kind === 'text' && !message.deleted_at;
      if (isNews && message.sender_id !== this.#user_id) this.#waiting.push(message);
    }
    this.#newest = newest;
    if (this.#timer === undefined) this.#say();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#waiting = [];
  }

  #say(): void {
    this.#timer = undefined;
    const messages = this.#waiting;
    if (messages.length === 0) return;
    this.#waiting = [];
    const isMany = messages.length > MOST_TOGETHER;
    this.said.set(
      isMany ? { name: 'many', count: messages.length } : { name: 'messages', messages },
    );
    this.#timer = setTimeout(() => this.#say(), TOGETHER_MS);
  }
}

function after(ranges: readonly Range[], seq: number): readonly Message[] {
  return ranges
    .filter((it) => end(it) > seq)
    .flatMap((it) => it.messages.slice(Math.max(0, seq + 1 - it.from)));
}
