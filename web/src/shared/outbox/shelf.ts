/** Where entries outlive the page, as long as the store works; one write of an entry after the other. */
import { Cell } from '../cell';
import type { Entry, EntryStore } from './entry';

export class Shelf {
  readonly isDurable = new Cell(true);
  readonly #store: EntryStore;
  /** What is being written. */
  readonly #writes = new Map<string, Promise<void>>();

  constructor(store: EntryStore) {
    this.#store = store;
  }

  async list(): Promise<readonly Entry[]> {
    return await this.#store.list().catch(() => this.#lost([]));
  }

  /** Whether nobody, another tab say, has finished or undone it. */
  async holds(key: string): Promise<boolean> {
    await this.#writes.get(key);
    if (!this.isDurable.get()) return true;
    return await this.#store.has(key).catch(() => this.#lost(true));
  }

  put(entry: Entry): void {
    this.#chain(entry.key, () => this.#store.put(entry));
  }

  remove(key: string): void {
    this.#chain(key, () => this.#store.remove(key));
  }

  #chain(key: string, write: () => Promise<void>): void {
    const before = this.#writes.get(key) ?? Promise.resolve();
    const written = before.then(write).catch(() => this.#lost(undefined));
    this.#writes.set(key, written);
    void written.then(() => {
      if (this.#writes.get(key) === written) this.#writes.delete(key);
    });
  }

  /** The store doesn't work: what is here goes out as long as the page lives. */
  #lost<T>(instead: T): T {
    this.isDurable.set(false);
    return instead;
  }
}
