/**
 * What was begun in each conversation: kept over reloads, crashes and ended sessions, and erased
 * when it is sent. What is typed is written a moment later, so that typing waits for nothing.
 *
 * Of two tabs the one that wrote last is right, and the other takes it. What cannot be written lives as
 * long as the page, and is tried again with what is written next.
 */
import { Cell } from '../cell';
import { type Draft, type DraftStore, isEmpty, isSame } from './draft';

/** What is typed is lost for so long if the browser crashes. */
const WRITE_MS = 250;

export class Drafts {
  readonly #store: DraftStore;
  readonly #cells = new Map<string, Cell<Draft | null>>();
  /** Not written yet; null: to be erased. */
  readonly #typed = new Map<string, Draft | null>();
  /** What could not be written. */
  readonly #unwritten = new Map<string, Draft | null>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Counts writes: what was read before one is out of date. */
  #writes = 0;

  constructor(store: DraftStore) {
    this.#store = store;
  }

  /** Of one conversation, at most a moment behind what is typed. */
  of(conversation_id: string): Cell<Draft | null> {
    const held = this.#cells.get(conversation_id);
    if (held) return held;
    const cell = new Cell<Draft | null>(null);
    this.#cells.set(conversation_id, cell);
    return cell;
  }

  put(draft: Draft): void {
    this.#typed.set(draft.conversation_id, isEmpty(draft) ? null : draft);
    this.#timer ??= setTimeout(() => this.flush(), WRITE_MS);
  }

  /** It was sent. */
  erase(conversation_id: string): void {
    this.#typed.set(conversation_id, null);
    this.flush();
  }

  /** Writes what is typed now: the page may be about to end. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const typed = [...this.#typed];
    const written = [...new Map([...this.#unwritten, ...typed])];
    if (written.length === 0) return;
    this.#typed.clear();
    this.#writes += 1;
    for (const [id, draft] of typed) {
      const cell = this.of(id);
      if (!isSame(cell.get(), draft)) cell.set(draft);
    }
    const write = async (): Promise<void> => {
      await Promise.all(written.map(async ([id, draft]) => await this.#write(id, draft)));
    };
    this.#writing = this.#writing.then(write);
  }

  /** Once all that is typed is written, or can't be. */
  async kept(): Promise<void> {
    this.flush();
    await this.#writing;
  }

  /** Takes what is stored, but for what is being typed here. */
  async refresh(): Promise<void> {
    const stored = await this.#read();
    if (stored) this.restore(stored);
  }

  /** The same where that has been read. */
  restore(stored: readonly Draft[]): void {
    const found = new Map(stored.map((it) => [it.conversation_id, it]));
    for (const id of new Set([...this.#cells.keys(), ...found.keys()])) {
      const cell = this.of(id);
      const draft = found.get(id) ?? null;
      const isOurs = this.#typed.has(id) || this.#unwritten.has(id);
      if (!(isOurs || isSame(cell.get(), draft))) cell.set(draft);
    }
  }

  /** As of now; null where nothing is stored. */
  async #read(): Promise<readonly Draft[] | null> {
    let stored: readonly Draft[] | null;
    let writes: number;
    do {
      writes = this.#writes;
      await this.#writing;
      stored = await this.#store.list().catch(() => null);
    } while (writes !== this.#writes);
    return stored;
  }

  async #write(id: string, draft: Draft | null): Promise<void> {
    try {
      await (draft ? this.#store.put(draft) : this.#store.remove(id));
      this.#unwritten.delete(id);
    } catch {
      this.#unwritten.set(id, draft);
    }
  }
}
