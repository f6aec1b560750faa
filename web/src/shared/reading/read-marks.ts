/**
 * How far one has read: what was on the screen while one looked at it. It only ever goes forwards,
 * and what could not be said is said with the next connection.
 */
import { isPassing, ProblemError } from '../api/errors';
import type { ClientEvents } from '../api/events';
import type { Cell } from '../cell';
import type { Attention } from './attention';

type Ask = (
  asked: ClientEvents['conversation:read']['ask'],
) => Promise<ClientEvents['conversation:read']['answer']>;

interface Sight {
  readonly conversation_id: string;
  readonly seq: number;
}

const EVERY_MS = 1_000;

export class ReadMarks {
  readonly #ask: Ask;
  readonly #attention: Cell<Attention>;
  readonly #unsubscribe: () => void;
  /** What is to be said of each conversation. */
  readonly #owed = new Map<string, number>();
  /** What was on the screen last. */
  #sight: Sight | null = null;
  /** What was said last. */
  #said: Sight | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** As `performance.now()` has it: a clock that is set back holds nothing up. */
  #asked_at = Number.NEGATIVE_INFINITY;

  constructor(ask: Ask, attention: Cell<Attention>) {
    this.#ask = ask;
    this.#attention = attention;
    this.#unsubscribe = attention.subscribe(() => this.#look());
  }

  /** What the newest message on the screen is. */
  seen(conversation_id: string, seq: number): void {
    this.#sight = { conversation_id, seq };
    this.#look();
  }

  /** The conversation is on the screen no longer. */
  left(): void {
    this.#sight = null;
    this.#said = null;
  }

  /** There is a connection again. */
  connected(): void {
    this.#wish();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #look(): void {
    const sight = this.#sight;
    if (sight === null || this.#attention.get() !== 'here') return;
    const { conversation_id, seq } = sight;
    const said = this.#said?.conversation_id === conversation_id ? this.#said.seq : 0;
    if (seq <= Math.max(said, this.#owed.get(conversation_id) ?? 0)) return;
    this.#owed.set(conversation_id, seq);
    this.#wish();
  }

  #wish(): void {
    if (this.#timer !== undefined || this.#owed.size === 0) return;
    const wait_ms = Math.max(0, this.#asked_at + EVERY_MS - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#say();
    }, wait_ms);
  }

  async #say(): Promise<void> {
    this.#asked_at = performance.now();
    for (const [conversation_id, seq] of [...this.#owed]) {
      this.#said = { conversation_id, seq };
      try {
        await this.#ask({ conversation_id, seq });
      } catch (error) {
        // Without an answer it is still owed, until there is a connection again.
        if (!(error instanceof ProblemError)) return;
        // So it is where the server has no time now; what it refused is not asked again.
        if (isPassing(error.problem)) continue;
      }
      if (this.#owed.get(conversation_id) === seq) this.#owed.delete(conversation_id);
    }
    this.#wish();
  }
}
