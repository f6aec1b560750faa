/** Uploads, and a server that a test answers for. */
import { vi } from 'vitest';
import { ProblemError } from '@/shared/api/errors';
import type { Problem, File as StoredFile } from '@/shared/api/wire';
import type { Change } from '@/shared/outbox/change';
import { databaseUploads } from '@/shared/storage/database-uploads';
import { Keeping } from '@/shared/storage/keeping';
import { openUserDatabase } from '@/shared/storage/user-database';
import type { Hear, Parcel, SendUpload, Upload, UploadStore } from '@/shared/uploads/upload';
import { Uploads } from '@/shared/uploads/uploads';
import { memoryUploadStore } from './memory-uploads';

/** What was asked of the server, to be answered by the test. */
interface Asked {
  readonly parcel: Parcel;
  readonly hear: Hear;
  readonly signal: AbortSignal;
  arrive(id?: string): void;
  fail(error: Error): void;
}

export const STORES: Readonly<Record<string, () => UploadStore>> = {
  memory: memoryUploadStore,
  IndexedDB: () => databaseUploads(openUserDatabase('ana')),
};

export class Dock {
  readonly store: UploadStore;
  readonly keeping = new Keeping();
  readonly asked: Asked[] = [];
  readonly discarded: string[] = [];
  uploads!: Uploads;

  constructor(store: UploadStore) {
    this.store = store;
  }

  /** With what was left in the store. */
  async open(): Promise<Uploads> {
    const send: SendUpload = (parcel, hear, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        const arrive = (id = parcel.name): void => resolve(stored(id));
        this.asked.push({ parcel, hear, signal, arrive, fail: reject });
      });
    const opened = new Uploads({
      store: this.store,
      keeping: this.keeping,
      send,
      discard: (id) => void this.discarded.push(id),
      onSettled: () => undefined,
    });
    await opened.refresh();
    return opened;
  }

  /** What was begun is done, as far as it can be after `ms`. */
  async wait(ms = 0): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
    for (let turn = 0; turn < 30; turn += 1) await new Promise((go) => setImmediate(go));
  }

  add(...names: readonly string[]): string[] {
    const files = names.map((it) => file(it));
    return this.uploads.add('den', files, 100).map((it) => it.id);
  }

  states(of = this.uploads): string[] {
    return of.all.get().map((it: Upload) => `${it.name} ${it.state}`);
  }
}

export function problem(code: string): ProblemError {
  return new ProblemError({ type: '', title: '', status: 400, code, detail: code } as Problem);
}

export function file(name: string, size = 4): File {
  return new File(['x'.repeat(size)], name);
}

/** One that carries them. */
export function message(uploads: readonly string[]): Change {
  return { kind: 'send', conversation_id: 'den', id: 'm', body: '', uploads };
}

function stored(id: string): StoredFile {
  return {
    id,
    name: id,
    size: 4,
    content_type: 'application/octet-stream',
    sha256: '',
  };
}
