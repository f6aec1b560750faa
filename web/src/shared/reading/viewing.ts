/**
 * Tells the server which conversation is on the screen, so that whatever is only for those who look
 * (who types, say) reaches this page, and nothing rings for what is being read.
 */
import type { ClientEvents } from '../api/events';
import { Cell } from '../cell';
import type { Attention } from './attention';

type Ask = (asked: ClientEvents['conversation:view']['ask']) => Promise<unknown>;

/** The server forgets it otherwise. */
const EVERY_MS = 30_000;

export class Viewing {
  /** The conversation that one looks at, and has the keyboard in. */
  readonly looked_at = new Cell<string | null>(null);
  readonly #ask: Ask;
  readonly #attention: Cell<Attention>;
  readonly #unsubscribe: () => void;
  #open: string | null = null;
  /** What the server was told. */
  #told: string | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(ask: Ask, attention: Cell<Attention>) {
    this.#ask = ask;
    this.#attention = attention;
    this.#unsubscribe = attention.subscribe(() => this.#look());
  }

  /** Whether it is the one that is open here, seen or not. */
  isOpen(conversation_id: string): boolean {
    return this.#open === conversation_id;
  }

  /** Until the returned function is called. */
  open(conversation_id: string): () => void {
    this.#open = conversation_id;
    this.#look();
    return () => {
      if (this.#open !== conversation_id) return;
      this.#open = null;
      this.#look();
    };
  }

  /** There is a connection, of which the server knows nothing yet. */
  connected(): void {
    this.#told = null;
    this.#look();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#unsubscribe();
  }

  #look(): void {
    this.looked_at.set(this.#attention.get() === 'here' ? this.#open : null);
    const shown = this.#attention.get() === 'away' ? null : this.#open;
    if (shown !== this.#told) this.#tell(shown);
  }

  #tell(conversation_id: string | null): void {
    clearTimeout(this.#timer);
    this.#told = conversation_id;
    if (conversation_id !== null) {
      this.#timer = setTimeout(() => this.#tell(conversation_id), EVERY_MS);
    }
    // Offline: it is told with the next connection.
    this.#ask({ conversation_id }).catch(() => {});
  }
}
