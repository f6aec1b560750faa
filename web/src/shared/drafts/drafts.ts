/**
 * What was begun in each conversation: kept over reloads, crashes and ended sessions, and erased
 * when it is sent. What is typed is written a moment later, so that typing waits for nothing.
 *
 * Of two tabs the one that wrote last is right; the other takes it when the person comes to it.
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
  #timer: ReturnType<typeof setTimeout> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** Counts writes: what was read before one is out of date. */
  #writes = 0;
  #isStored = true;

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
    if (typed.length === 0) return;
    this.#typed.clear();
    this.#writes += 1;
    for (const [id, draft] of typed) {
      const cell = this.of(id);
      if (!isSame(cell.get(), draft)) cell.set(draft);
    }
    this.#writing = this.#writing.then(() => this.#write(typed));
  }

  /** Takes what is stored, but for what is being typed here. */
  async refresh(): Promise<void> {
    const stored = await this.#read();
    if (!stored) return;
    const found = new Map(stored.map((it) => [it.conversation_id, it]));
    for (const id of new Set([...this.#cells.keys(), ...found.keys()])) {
      const cell = this.of(id);
      const draft = found.get(id) ?? null;
      if (!(this.#typed.has(id) || isSame(cell.get(), draft))) cell.set(draft);
    }
  }

  /** As of now; null where nothing is stored. */
  async #read(): Promise<readonly Draft[] | null> {
    let stored: readonly Draft[] = [];
    let writes: number;
    do {
      writes = this.#writes;
      await this.#writing;
      if (!this.#isStored) return null;
      try {
        stored = await this.#store.list();
      } catch {
        this.#isStored = false;
      }
    } while (writes !== this.#writes);
    return this.#isStored ? stored : null;
  }

  async #write(typed: readonly (readonly [string, Draft | null])[]): Promise<void> {
    if (!this.#isStored) return;
    const writes = typed.map(([id, draft]) =>
      draft ? this.#store.put(draft) : this.#store.remove(id),
    );
    try {
      await Promise.all(writes);
    } catch {
      // From here on the page has what the store has not, and never takes it for erased.
      this.#isStored = false;
    }
  }
}
