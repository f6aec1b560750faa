import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { Problem, File as StoredFile } from '@/shared/api/wire';
import type { Change } from '@/shared/outbox/change';
import { databaseUploads } from '@/shared/storage/database-uploads';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import type { Hear, Parcel, SendUpload, Upload, UploadStore } from '@/shared/uploads/upload';
import { Uploads } from '@/shared/uploads/uploads';
import { memoryUploadStore } from './model/memory-uploads';

const problem = (code: string): ProblemError =>
  new ProblemError({ type: '', title: '', status: 400, code, detail: code } as Problem);

const file = (name: string, size = 4): File => new File(['x'.repeat(size)], name);
const stored = (id: string): StoredFile => ({
  id,
  name: id,
  size: 4,
  content_type: 'application/octet-stream',
  sha256: '',
});

/** What was asked of the server, to be answered by the test. */
interface Asked {
  readonly parcel: Parcel;
  readonly hear: Hear;
  readonly signal: AbortSignal;
  arrive(id?: string): void;
  fail(error: Error): void;
}

const message = (uploads: readonly string[]): Change => ({
  kind: 'send',
  conversation_id: 'den',
  id: 'm',
  body: '',
  uploads,
});

const stores: Record<string, () => UploadStore> = {
  memory: memoryUploadStore,
  IndexedDB: () => databaseUploads(openUserDatabase('ana')),
};

describe.each(Object.keys(stores))('uploads in %s', (kind) => {
  let store: UploadStore;
  let asked: Asked[];
  let discarded: string[];
  let uploads: Uploads;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    await eraseUserDatabase('ana');
    store = (stores[kind] ?? memoryUploadStore)();
    asked = [];
    discarded = [];
    uploads = await open();
    uploads.connected();
  });
  afterEach(() => void vi.useRealTimers());

  async function open(): Promise<Uploads> {
    const send: SendUpload = (parcel, hear, signal) =>
      new Promise((resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('stopped')));
        const arrive = (id = parcel.name): void => resolve(stored(id));
        asked.push({ parcel, hear, signal, arrive, fail: reject });
      });
    const opened = new Uploads({
      store,
      send,
      discard: (id) => void discarded.push(id),
      onSettled: () => undefined,
    });
    await opened.refresh();
    return opened;
  }

  /** What was begun is done, as far as it can be after `ms`. */
  async function wait(ms = 0): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
    for (let turn = 0; turn < 30; turn += 1) await new Promise((go) => setImmediate(go));
  }

  function add(...names: string[]): string[] {
    return uploads
      .add(
        'den',
        names.map((it) => file(it)),
        100,
      )
      .map((it) => it.id);
  }

  function states(of = uploads): string[] {
    return of.all.get().map((it: Upload) => `${it.name} ${it.state}`);
  }

  it('go out three at a time, in order, and are ready with the server’s names', async () => {
    const ids = add('a', 'b', 'c', 'd');
    await wait();
    expect(asked.map((it) => it.parcel.name)).toEqual(['a', 'b', 'c']);
    expect(uploads.prepare(message(ids))).toBe('waiting');
    asked[1]?.arrive('file b');
    await wait();
    expect(states()).toEqual(['a sending', 'b done', 'c sending', 'd sending']);
    expect(uploads.prepare(message(ids.slice(1, 2)))).toBe('ready');
    expect(uploads.fileIds(ids.slice(1, 2))).toEqual(['file b']);
  });

  it('go on where they were after a crash, with the same bytes', async () => {
    const [id = ''] = add('a');
    await wait();
    asked[0]?.hear.begun('file a');
    asked[0]?.hear.moved(2);
    await wait();
    uploads.stop();
    await wait();
    const next = await open();
    expect(states(next)).toEqual(['a waiting']);
    next.connected();
    await wait();
    expect(asked[1]?.parcel.file_id).toBe('file a');
    await expect(asked[1]?.parcel.bytes.text()).resolves.toBe('xxxx');
    asked[1]?.arrive('file a');
    await wait();
    expect(next.prepare(message([id]))).toBe('ready');
  });

  it('stop when paused, stay so after a reload, and go on when told to', async () => {
    const [id = ''] = add('a');
    await wait();
    asked[0]?.hear.begun('file a');
    uploads.pause(id);
    await wait();
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(states()).toEqual(['a paused']);
    uploads = await open();
    uploads.connected();
    await wait();
    expect(states()).toEqual(['a paused']);
    uploads.resume(id);
    await wait();
    expect(asked[1]?.parcel.file_id).toBe('file a');
  });

  it('try again by themselves where nobody answers, later each time, and at once on a new connection', async () => {
    add('a');
    await wait();
    asked[0]?.fail(new UnansweredError('cut off'));
    await wait(400);
    expect(asked).toHaveLength(1);
    await wait(700);
    expect(asked).toHaveLength(2);
    asked[1]?.fail(problem('locked'));
    await wait();
    uploads.disconnected();
    await wait(60_000);
    expect(asked).toHaveLength(2);
    uploads.connected();
    await wait();
    expect(asked).toHaveLength(3);
  });

  it('fail where the server doesn’t want them, with its word, until somebody tries again', async () => {
    const [id = ''] = add('a');
    await wait();
    asked[0]?.fail(problem('quota_exceeded'));
    await wait(60_000);
    expect(asked).toHaveLength(1);
    expect(uploads.prepare(message([id]))).toMatchObject({ code: 'quota_exceeded' });
    uploads.again(message([id]));
    await wait();
    expect(asked).toHaveLength(2);
    expect(uploads.prepare(message([id]))).toBe('waiting');
  });

  it('that are too large are not even begun', async () => {
    const [upload] = uploads.add('den', [file('large', 101)], 100);
    await wait();
    expect(upload?.problem?.code).toBe('too_large');
    expect(asked).toEqual([]);
    // Somebody comes back to the page, as from the window in which it was chosen.
    await uploads.refresh();
    expect(states()).toEqual(['large failed']);
  });

  it('are forgotten everywhere when they are cancelled, or their message is stored', async () => {
    const [a = '', b = ''] = add('a', 'b');
    await wait();
    asked[0]?.hear.begun('file a');
    asked[1]?.arrive();
    await wait();
    uploads.cancel(a);
    uploads.dropped(message([b]), true);
    await wait();
    expect(asked[0]?.signal.aborted).toBe(true);
    expect(discarded).toEqual(['file a']);
    expect(states()).toEqual([]);
    expect(states(await open())).toEqual([]);
  });

  it('that are cancelled before the server named them are discarded when it does', async () => {
    const [id = ''] = add('a');
    await wait();
    uploads.cancel(id);
    asked[0]?.hear.begun('file a');
    expect(discarded).toEqual(['file a']);
  });

  it('done in another tab are done here, and those given up there are gone', async () => {
    const [a = '', b = ''] = add('a', 'b');
    await wait();
    uploads.disconnected();
    asked[0]?.fail(new UnansweredError('cut off'));
    asked[1]?.fail(new UnansweredError('cut off'));
    await wait();
    const other = await open();
    other.connected();
    await wait();
    asked[2]?.arrive('file a');
    other.cancel(b);
    await wait();
    await uploads.refresh();
    expect(states()).toEqual(['a done']);
    expect(uploads.fileIds([a])).toEqual(['file a']);
  });

  it('that are cancelled while the store is read do not come back', async () => {
    const [id = ''] = add('a');
    await wait();
    asked[0]?.arrive('file a');
    await wait();
    const refreshed = uploads.refresh();
    uploads.cancel(id);
    await Promise.all([refreshed, wait()]);
    expect(states()).toEqual([]);
  });

  it('that are paused while the store is read stay so', async () => {
    const [id = ''] = add('a');
    uploads.disconnected();
    await wait();
    asked[0]?.fail(new UnansweredError('cut off'));
    await wait();
    const refreshed = uploads.refresh();
    uploads.pause(id);
    await Promise.all([refreshed, wait()]);
    expect(states()).toEqual(['a paused']);
  });

  it('go on where another tab left them, also in one that was open all the time', async () => {
    uploads.disconnected();
    add('a');
    await wait();
    const other = await open();
    other.connected();
    await wait();
    asked[0]?.hear.begun('file a');
    other.stop();
    await wait();
    uploads.connected();
    await wait();
    expect(asked[1]?.parcel.file_id).toBe('file a');
  });

  it('are sent as they were chosen, whatever becomes of them on the disk', async () => {
    uploads.disconnected();
    const chosen = file('a');
    uploads.add('den', [chosen], 100);
    await wait();
    const gone = () => Promise.reject(new DOMException('', 'NotReadableError'));
    vi.spyOn(chosen, 'slice').mockReturnValue({ arrayBuffer: gone } as unknown as Blob);
    vi.spyOn(store, 'bytes').mockResolvedValue(new Blob(['copy']));
    uploads.connected();
    await wait();
    await expect(asked[0]?.parcel.bytes.text()).resolves.toBe('copy');
  });

  it('are tried more and more seldom where their bytes go up for nothing', async () => {
    add('a');
    for (let attempt = 0; attempt < 6; attempt += 1) {
      await wait(30_000);
      asked.at(-1)?.hear.moved(3);
      asked.at(-1)?.fail(new UnansweredError('a proxy without a server'));
    }
    const before = asked.length;
    await wait(10_000);
    expect(asked).toHaveLength(before);
    // It gets further than ever: that is another matter.
    await wait(30_000);
    asked.at(-1)?.hear.moved(4);
    asked.at(-1)?.fail(new UnansweredError('cut off'));
    await wait(1_000);
    expect(asked).toHaveLength(before + 2);
  });

  it('go up once more where their message is refused since the server doesn’t have them', async () => {
    const [id = ''] = add('a');
    await wait();
    asked[0]?.hear.begun('file a');
    asked[0]?.arrive('file a');
    await wait();
    const { problem: refused } = problem('validation');
    const errors = [{ field: 'attachment_ids', code: 'unknown', detail: '' }];
    uploads.again(message([id]), { ...refused, errors });
    expect(uploads.prepare(message([id]))).toBe('waiting');
    await wait();
    expect(asked[1]?.parcel.file_id).toBeUndefined();
  });

  it('go up once more, from the beginning, where the server has thrown them away since', async () => {
    const [id = ''] = add('a');
    await wait();
    asked[0]?.hear.begun('file a');
    asked[0]?.arrive('file a');
    await wait();
    vi.setSystemTime(Date.now() + 21 * 3_600_000);
    expect(uploads.prepare(message([id]))).toBe('waiting');
    await wait();
    expect(asked[1]?.parcel.file_id).toBeUndefined();
  });

  it('whose bytes are gone say so', async () => {
    const [id = ''] = add('a');
    await wait();
    uploads.stop();
    vi.spyOn(store, 'bytes').mockResolvedValue(undefined);
    uploads = await open();
    uploads.connected();
    await wait();
    expect(uploads.prepare(message([id]))).toMatchObject({ code: 'upload_lost' });
    expect(uploads.prepare(message(['of another device']))).toMatchObject({ code: 'upload_lost' });
  });
});

it('uploads live as long as the page where nothing can be stored', async () => {
  const broken = Object.fromEntries(
    ['list', 'get', 'bytes', 'add', 'put', 'remove'].map((it) => [
      it,
      () => Promise.reject(new Error('no database')),
    ]),
  ) as unknown as UploadStore;
  const done: string[] = [];
  const uploads = new Uploads({
    store: broken,
    send: async ({ name }) => stored(name),
    discard: () => undefined,
    onSettled: () => done.push('settled'),
  });
  await uploads.refresh();
  uploads.connected();
  const [upload] = uploads.add('den', [file('a')], 100);
  await vi.waitFor(() => expect(uploads.prepare(message([upload?.id ?? '']))).toBe('ready'));
  await uploads.refresh();
  expect(uploads.all.get()).toHaveLength(1);
});
