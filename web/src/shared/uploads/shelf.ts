/**
 * The uploads that this device holds: all of them in memory, and in the store as far as there is one
 * and it has room. Other tabs write there too.
 */
import { Cell } from '../cell';
import { isFull, type Keeping } from '../storage/keeping';
import type { Upload, UploadStore } from './upload';

export class Shelf {
  /** In the order in which they were chosen. */
  readonly all = new Cell<readonly Upload[]>([]);
  readonly #store: UploadStore;
  readonly #keeping: Keeping;
  /** Those chosen here, where they were chosen. */
  readonly #chosen = new Map<string, Blob>();
  /** Those that live as long as the page, at least until they are stored. */
  readonly #unstored = new Set<string>();
  /** Counts writes: what was read before one is out of date. */
  #writes = 0;

  constructor(store: UploadStore, keeping: Keeping) {
    this.#store = store;
    this.#keeping = keeping;
  }

  find(id: string): Upload | undefined {
    return this.all.get().find((it) => it.id === id);
  }

  /** Takes what is stored, but for those that somebody is at here. */
  async refresh(isBusy: (id: string) => boolean): Promise<void> {
    const stored = await this.#read(() => this.#store.list());
    if (!stored) return;
    const own = this.all.get().filter(({ id }) => this.#unstored.has(id) || isBusy(id));
    const ids = new Set(own.map((it) => it.id));
    const all = [...own, ...stored.filter((it) => !ids.has(it.id))];
    this.all.set(all.sort((one, other) => (one.id < other.id ? -1 : 1)));
  }

  /** As it is stored, where it is; undefined where it was given up, or another tab was done with it. */
  async latest(id: string): Promise<Upload | undefined> {
    if (!this.#unstored.has(id)) {
      const stored = await this.#read(() => this.#store.get(id));
      if (stored) this.show(stored);
      else if (stored === undefined) this.#drop(id);
    }
    return this.find(id);
  }

  add(upload: Upload, bytes: Blob): void {
    this.all.set([...this.all.get(), upload]);
    this.#chosen.set(upload.id, bytes);
    this.#unstored.add(upload.id);
    // What can't be sent is not kept.
    if (upload.state !== 'failed') void this.#keep(upload, bytes);
  }

  /** Without storing it. */
  show(upload: Upload): void {
    this.all.set(this.all.get().map((it) => (it.id === upload.id ? upload : it)));
  }

  change(id: string, next: (upload: Upload) => Upload): void {
    const upload = this.find(id);
    if (!upload) return;
    const changed = next(upload);
    this.show(changed);
    this.#write(changed);
  }

  remove(id: string): void {
    this.#drop(id);
    if (!this.#unstored.delete(id)) this.#unwrite(id);
  }

  /** As it was chosen; undefined where that is not at hand any more. */
  async bytes(id: string): Promise<Blob | undefined> {
    const chosen = await readable(this.#chosen.get(id));
    return chosen ?? (await readable(await this.#store.bytes(id).catch(() => undefined)));
  }

  async #keep(upload: Upload, bytes: Blob): Promise<void> {
    const { id } = upload;
    this.#writes += 1;
    try {
      await this.#store.add(upload, bytes);
    } catch (error) {
      // There is no room for it, or no store, or none for files: it lives as long as the page.
      if (isFull(error) && this.find(id)) this.#keeping.failed(nameOf(id), error);
      return;
    }
    this.#unstored.delete(id);
    const now = this.find(id);
    // It went on, or was given up, while it was written.
    if (now) this.#write(now);
    else this.#unwrite(id);
  }

  /** Null where the store doesn't work. */
  async #read<T>(read: () => Promise<T>): Promise<T | null> {
    for (;;) {
      const writes = this.#writes;
      const found = await read().catch(() => null);
      if (writes === this.#writes) return found;
    }
  }

  #write(upload: Upload): void {
    if (this.#unstored.has(upload.id)) return;
    this.#writes += 1;
    // Stored, it waits: whoever finds it after this page goes on with it.
    const stored: Upload = upload.state === 'sending' ? { ...upload, state: 'waiting' } : upload;
    void this.#store.put(stored).catch(() => undefined);
  }

  #unwrite(id: string): void {
    this.#writes += 1;
    void this.#store.remove(id).catch(() => undefined);
  }

  #drop(id: string): void {
    this.all.set(this.all.get().filter((it) => it.id !== id));
    this.#chosen.delete(id);
    this.#keeping.kept(nameOf(id));
  }
}

function nameOf(id: string): string {
  return `upload ${id}`;
}

/** A file on a disk may be gone by now, or be another one. */
async function readable(bytes: Blob | undefined): Promise<Blob | undefined> {
  try {
    await bytes?.slice(0, 1).arrayBuffer();
    return bytes;
  } catch {
    return undefined;
  }
}
