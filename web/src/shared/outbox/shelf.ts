/**
 * The entries that this device holds: all of them in memory, and in the store as far as there is one and
 * it has room. Other tabs write there too. One write of an entry follows the other, and what could not
 * be written is tried again with what is written next.
 */
import { Cell } from '../cell';
import { isFull } from '../storage/keeping';
import type { Entry, EntryStore } from './entry';

export class Shelf {
  /** In the order in which they go out. */
  readonly all = new Cell<readonly Entry[]>([]);
  readonly #store: EntryStore;
  /** What another tab has sent, and looks after until it was seen. */
  readonly #elsewhere = new Set<string>();
  /** What is being written. */
  readonly #writes = new Map<string, Promise<void>>();
  /** What was taken out of the store from here, and is held on to. */
  readonly #out = new Set<string>();
  /** What could not be written. Null: to be removed. */
  readonly #unwritten = new Map<string, Entry | null>();
  /** Counts writes: what was read before one is out of date. */
  #count = 0;
  #isLoaded = false;

  constructor(store: EntryStore) {
    this.#store = store;
  }

  find(key: string): Entry | undefined {
    return this.all.get().find((it) => it.key === key);
  }

  /** Takes what is stored, as of when `meanwhile` is done. */
  async refresh(meanwhile: () => Promise<void>): Promise<void> {
    const stored = await this.#read(meanwhile);
    if (!stored) return;
    const found = new Map(stored.map((it) => [it.key, it]));
    const held = this.all.get().flatMap((entry) => {
      const now = found.get(entry.key);
      found.delete(entry.key);
      if (entry.state === 'sending' || now?.state === entry.state) return [entry];
      // What was sent from here and seen in another tab will be seen here too.
      if (!now) return entry.state === 'sent' && !this.#elsewhere.has(entry.key) ? [entry] : [];
      if (now.state === 'sent') this.#elsewhere.add(entry.key);
      return [now];
    });
    for (const { key, state } of found.values()) {
      if (this.#isLoaded && state === 'sent') this.#elsewhere.add(key);
    }
    this.#isLoaded = true;
    const all = [...held, ...found.values()];
    this.all.set(all.sort((one, other) => one.order - other.order));
  }

  /** As it is stored, which is shown; undefined where it was finished or undone in another tab. */
  async latest(entry: Entry): Promise<Entry | undefined> {
    const { key } = entry;
    await this.#writes.get(key);
    if (this.#unwritten.has(key)) return this.#unwritten.get(key) ?? undefined;
    const stored = await this.#store.get(key).catch(() => entry);
    if (!this.find(key) || stored?.state === entry.state) return stored;
    if (!stored) this.drop(key);
    else {
      this.#elsewhere.add(key);
      this.show(stored);
    }
    return stored;
  }

  /** Whether another tab looks after it; it may have ended when one asks again. */
  isElsewhere(key: string): boolean {
    return this.#elsewhere.delete(key);
  }

  add(entry: Entry): void {
    this.all.set([...this.all.get(), entry]);
    this.#write(entry.key, () => this.#store.add(entry), entry);
    this.#tryAgain();
  }

  /** Without storing it. */
  show(entry: Entry): void {
    this.all.set(this.all.get().map((it) => (it.key === entry.key ? entry : it)));
  }

  /** In the store too, unless another tab has taken it out of there. */
  put(entry: Entry): void {
    this.show(entry);
    const { key } = entry;
    const isOut = this.#out.delete(key);
    const isThere = (): boolean => !(isOut || this.#unwritten.has(key));
    this.#write(key, () => (isThere() ? this.#store.put(entry) : this.#store.add(entry)), entry);
    this.#tryAgain();
  }

  /** Only here. */
  drop(key: string): void {
    this.#elsewhere.delete(key);
    this.#out.delete(key);
    this.all.set(this.all.get().filter((it) => it.key !== key));
  }

  remove(key: string): void {
    this.drop(key);
    this.erase(key);
  }

  /** Only in the store. */
  erase(key: string): void {
    if (this.find(key)) this.#out.add(key);
    this.#write(key, () => this.#store.remove(key), null);
    this.#tryAgain();
  }

  async #read(meanwhile: () => Promise<void>): Promise<readonly Entry[] | null> {
    let stored: readonly Entry[] | null;
    let count: number;
    this.#tryAgain();
    do {
      count = this.#count;
      await Promise.all(this.#writes.values());
      stored = await this.#store.list().catch(() => null);
      await meanwhile();
    } while (stored && count !== this.#count);
    if (!stored) return null;
    const own = [...this.#unwritten.values()].filter((it) => it !== null);
    return [...stored.filter(({ key }) => !this.#unwritten.has(key)), ...own];
  }

  #tryAgain(): void {
    for (const [key, entry] of this.#unwritten) {
      if (this.#writes.has(key)) continue;
      this.#write(key, () => (entry ? this.#store.add(entry) : this.#store.remove(key)), entry);
    }
  }

  /** `entry`: what it is after that; null where it is removed. */
  #write(key: string, write: () => Promise<void>, entry: Entry | null): void {
    this.#count += 1;
    const before = this.#writes.get(key) ?? Promise.resolve();
    const written = before.then(write).then(
      () => void this.#unwritten.delete(key),
      (error: unknown) => this.#failed(key, entry, error),
    );
    this.#writes.set(key, written);
    void written.then(() => {
      if (this.#writes.get(key) === written) this.#writes.delete(key);
    });
  }

  #failed(key: string, entry: Entry | null, error: unknown): void {
    // Where nothing is ever stored there is nothing to be removed.
    if (entry || isFull(error)) this.#unwritten.set(key, entry);
    else this.#unwritten.delete(key);
  }
}
