/**
 * Who is typing: the others, as long as the server keeps telling, and oneself, as seldom as it
 * wants to be told. Nothing of it is kept or repeated; who missed it missed nothing.
 */
import type { ClientEvents } from '../api/events';
import type { Cell } from '../cell';
import { Cells } from '../cells';

type Tell = (asked: ClientEvents['typing:set']['ask']) => Promise<unknown>;

interface Told {
  readonly conversation_id: string;
  /** As `performance.now()` has it, which nobody sets back. */
  readonly at: number;
  readonly on: boolean;
}

const TELL_EVERY_MS = 3_000;
/** Whoever isn't told of again within this has stopped. */
const ENDS_MS = 6_000;
/** Of so many conversations it is known though nobody looks. */
const MOST_KNOWN = 100;

export class Typing {
  readonly #user_id: string;
  readonly #tell: Tell;
  readonly #cells = new Cells<readonly string[]>(MOST_KNOWN, []);
  /** When each ends, by conversation and person. */
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  /** What was told last of oneself. */
  #told: Told | null = null;

  constructor(user_id: string, tell: Tell) {
    this.#user_id = user_id;
    this.#tell = tell;
  }

  /** The others who type there, in the order in which they began. */
  of(conversation_id: string): Cell<readonly string[]> {
    return this.#cells.of(conversation_id);
  }

  /** Oneself, with each key. */
  typed(conversation_id: string): void {
    const told = this.#told;
    const now = performance.now();
    const isSame = told?.conversation_id === conversation_id;
    if (isSame && now - told.at < TELL_EVERY_MS) return;
    if (!isSame) this.#stop(told);
    this.#told = { conversation_id, at: now, on: true };
    this.#say(conversation_id, true);
  }

  /** Sent, emptied, or left. */
  stopped(conversation_id: string): void {
    const told = this.#told;
    if (told?.conversation_id === conversation_id) this.#stop(told);
  }

  hear({ conversation_id, user_id, on }: ClientEvents['typing:set']['ask'] & { user_id: string }) {
    if (user_id === this.#user_id) return;
    if (on) this.#begin(conversation_id, user_id);
    else this.#end(conversation_id, user_id);
  }

  /** What somebody typed is here. */
  arrived(conversation_id: string, sender_ids: readonly string[]): void {
    for (const user_id of sender_ids) this.#end(conversation_id, user_id);
  }

  /** Nobody knows who types. */
  disconnected(): void {
    this.#told = null;
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    for (const [, cell] of this.#cells.all) if (cell.get().length > 0) cell.set([]);
  }

  #begin(conversation_id: string, user_id: string): void {
    const key = `${conversation_id} ${user_id}`;
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => this.#end(conversation_id, user_id), ENDS_MS),
    );
    const cell = this.of(conversation_id);
    if (!cell.get().includes(user_id)) cell.set([...cell.get(), user_id]);
  }

  #end(conversation_id: string, user_id: string): void {
    const key = `${conversation_id} ${user_id}`;
    clearTimeout(this.#timers.get(key));
    if (!this.#timers.delete(key)) return;
    const cell = this.of(conversation_id);
    cell.set(cell.get().filter((it) => it !== user_id));
  }

  #stop(told: Told | null): void {
    if (!told?.on) return;
    this.#told = { ...told, on: false };
    // By then the others have forgotten it by themselves.
    if (performance.now() - told.at < ENDS_MS) this.#say(told.conversation_id, false);
  }

  #say(conversation_id: string, on: boolean): void {
    this.#tell({ conversation_id, on }).catch(() => undefined);
  }
}
