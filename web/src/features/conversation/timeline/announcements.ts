/**
 * What a screen reader says of messages that arrive: each of others', and of many at once only how
 * many they are. The next thing is said when there was time to say the last: what arrives meanwhile
 * is said together, so that nobody is minutes behind.
 */
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Range } from '@/shared/timeline/range';
import { end } from '@/shared/timeline/range';

export type Announcement = {
  /** Which it is: the same words said twice are two. */
  readonly turn: number;
} & (
  | { readonly name: 'messages'; readonly messages: readonly Message[] }
  | { readonly name: 'many'; readonly count: number }
);

/** A long text is read in its place. */
export const MOST_SAID = 200;

/** How long it takes to say something, and each character of it, at the least. */
const SAY_MS = 2_000;
const CHARACTER_MS = 30;
const MOST_TOGETHER = 3;

export class Announcements {
  readonly said = new Cell<Announcement | null>(null);
  readonly #user_id: string;
  #newest: number;
  #turn = 0;
  #waiting: Message[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `newest`: the last one that is not news. */
  constructor(user_id: string, newest: number) {
    this.#user_id = user_id;
    this.#newest = newest;
  }

  /** What is loaded now of a conversation, and the greatest `seq` that there is. */
  hear(ranges: readonly Range[], newest: number): void {
    if (newest <= this.#newest) return;
    this.take(
      after(ranges, this.#newest).filter((it) => !it.thread_id),
      newest,
    );
  }

  /** What is loaded of a thread, or what is new; and the greatest `seq` of it. */
  take(messages: readonly Message[], newest: number): void {
    const known = this.#newest;
    if (newest <= known) return;
    for (const message of messages) {
      if (message.seq <= known) continue;
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
    this.#turn += 1;
    const turn = this.#turn;
    const count = messages.length;
    const isMany = count > MOST_TOGETHER;
    this.said.set(isMany ? { turn, name: 'many', count } : { turn, name: 'messages', messages });
    const characters = isMany ? 0 : messages.reduce((sum, it) => sum + lengthOf(it), 0);
    this.#timer = setTimeout(() => this.#say(), SAY_MS + characters * CHARACTER_MS);
  }
}

function lengthOf({ body }: Message): number {
  return Math.min(body?.length ?? 0, MOST_SAID);
}

function after(ranges: readonly Range[], seq: number): readonly Message[] {
  return ranges
    .filter((it) => end(it) > seq)
    .flatMap((it) => it.messages.slice(Math.max(0, seq + 1 - it.from)));
}
