import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnansweredError } from '@/shared/api/errors';
import { eraseUserDatabase } from '@/shared/storage/user-database';
import type { UploadStore } from '@/shared/uploads/upload';
import { Dock, file, message, STORES } from './model/dock';
import { memoryUploadStore } from './model/memory-uploads';

describe.each(Object.keys(STORES))('uploads in %s', (kind) => {
  let dock: Dock;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    await eraseUserDatabase('ana');
    dock = new Dock((STORES[kind] ?? memoryUploadStore)());
    dock.uploads = await dock.open();
    dock.uploads.connected();
  });
  afterEach(() => void vi.useRealTimers());

  it('go out three at a time, in order, and are ready with the server’s names', async () => {
    const ids = dock.add('a', 'b', 'c', 'd');
    await dock.wait();
    expect(dock.asked.map((it) => it.parcel.name)).toEqual(['a', 'b', 'c']);
    expect(dock.uploads.prepare(message(ids))).toBe('waiting');
    dock.asked[1]?.arrive('file b');
    await dock.wait();
    expect(dock.states()).toEqual(['a sending', 'b done', 'c sending', 'd sending']);
    expect(dock.uploads.prepare(message(ids.slice(1, 2)))).toBe('ready');
    expect(dock.uploads.fileIds(ids.slice(1, 2))).toEqual(['file b']);
  });

  it('go on where they were after a crash, with the same bytes', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.asked[0]?.hear.begun('file a');
    dock.asked[0]?.hear.moved(2);
    await dock.wait();
    dock.uploads.stop();
    await dock.wait();
    const next = await dock.open();
    expect(dock.states(next)).toEqual(['a waiting']);
    next.connected();
    await dock.wait();
    expect(dock.asked[1]?.parcel.file_id).toBe('file a');
    await expect(dock.asked[1]?.parcel.bytes.text()).resolves.toBe('xxxx');
    dock.asked[1]?.arrive('file a');
    await dock.wait();
    expect(next.prepare(message([id]))).toBe('ready');
  });

  it('are forgotten everywhere when they are cancelled, or their message is stored', async () => {
    const [a = '', b = ''] = dock.add('a', 'b');
    await dock.wait();
    dock.asked[0]?.hear.begun('file a');
    dock.asked[1]?.arrive();
    await dock.wait();
    dock.uploads.cancel(a);
    dock.uploads.dropped(message([b]), true);
    await dock.wait();
    expect(dock.asked[0]?.signal.aborted).toBe(true);
    expect(dock.discarded).toEqual(['file a']);
    expect(dock.states()).toEqual([]);
    expect(dock.states(await dock.open())).toEqual([]);
  });

  it('that are cancelled before the server named them are discarded when it does', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.uploads.cancel(id);
    dock.asked[0]?.hear.begun('file a');
    expect(dock.discarded).toEqual(['file a']);
  });

  it('done in another tab are done here, and those given up there are gone', async () => {
    const [a = '', b = ''] = dock.add('a', 'b');
    await dock.wait();
    dock.uploads.disconnected();
    dock.asked[0]?.fail(new UnansweredError('cut off'));
    dock.asked[1]?.fail(new UnansweredError('cut off'));
    await dock.wait();
    const other = await dock.open();
    other.connected();
    await dock.wait();
    dock.asked[2]?.arrive('file a');
    other.cancel(b);
    await dock.wait();
    await dock.uploads.refresh();
    expect(dock.states()).toEqual(['a done']);
    expect(dock.uploads.fileIds([a])).toEqual(['file a']);
  });

  it('that are cancelled while the store is read do not come back', async () => {
    const [id = ''] = dock.add('a');
    await dock.wait();
    dock.asked[0]?.arrive('file a');
    await dock.wait();
    const refreshed = dock.uploads.refresh();
    dock.uploads.cancel(id);
    await Promise.all([refreshed, dock.wait()]);
    expect(dock.states()).toEqual([]);
  });

  it('that are paused while the store is read stay so', async () => {
    const [id = ''] = dock.add('a');
    dock.uploads.disconnected();
    await dock.wait();
    dock.asked[0]?.fail(new UnansweredError('cut off'));
    await dock.wait();
    const refreshed = dock.uploads.refresh();
    dock.uploads.pause(id);
    await Promise.all([refreshed, dock.wait()]);
    expect(dock.states()).toEqual(['a paused']);
  });

  it('go on where another tab left them, also in one that was open all the time', async () => {
    dock.uploads.disconnected();
    dock.add('a');
    await dock.wait();
    const other = await dock.open();
    other.connected();
    await dock.wait();
    dock.asked[0]?.hear.begun('file a');
    other.stop();
    await dock.wait();
    dock.uploads.connected();
    await dock.wait();
    expect(dock.asked[1]?.parcel.file_id).toBe('file a');
  });

  it('are sent as they were chosen, whatever becomes of them on the disk', async () => {
    dock.uploads.disconnected();
    const chosen = file('a');
    dock.uploads.add('den', [chosen], 100);
    await dock.wait();
    const gone = () => Promise.reject(new DOMException('', 'NotReadableError'));
    vi.spyOn(chosen, 'slice').mockReturnValue({ arrayBuffer: gone } as unknown as Blob);
    vi.spyOn(dock.store, 'bytes').mockResolvedValue(new Blob(['copy']));
    dock.uploads.connected();
    await dock.wait();
    await expect(dock.asked[0]?.parcel.bytes.text()).resolves.toBe('copy');
  });
});

it('uploads live as long as the page where nothing can be stored', async () => {
  const broken = Object.fromEntries(
    ['list', 'get', 'bytes', 'add', 'put', 'remove'].map((it) => [
      it,
      () => Promise.reject(new Error('no database')),
    ]),
  ) as unknown as UploadStore;
  const dock = new Dock(broken);
  dock.uploads = await dock.open();
  dock.uploads.connected();
  const ids = dock.add('a');
  await vi.waitFor(() => expect(dock.asked).toHaveLength(1));
  dock.asked[0]?.arrive();
  await vi.waitFor(() => expect(dock.uploads.prepare(message(ids))).toBe('ready'));
  await dock.uploads.refresh();
  expect(dock.uploads.all.get()).toHaveLength(1);
});

it('uploads for which there is no room say so, until they are gone', async () => {
  const full = () => Promise.reject(new DOMException('', 'QuotaExceededError'));
  const dock = new Dock({ ...memoryUploadStore(), add: full });
  dock.uploads = await dock.open();
  const [id = ''] = dock.add('a');
  await vi.waitFor(() => expect(dock.keeping.lack.get()).toBe('room'));
  dock.uploads.cancel(id);
  expect(dock.keeping.lack.get()).toBeNull();
});
