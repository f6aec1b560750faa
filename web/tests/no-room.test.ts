import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '@/shared/drafts/draft';
import { Drafts } from '@/shared/drafts/drafts';
import { databaseDrafts } from '@/shared/storage/database-drafts';
import { databaseEntries } from '@/shared/storage/database-entries';
import { databaseKept } from '@/shared/storage/database-kept';
import { Keeping } from '@/shared/storage/keeping';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import { watchedDrafts, watchedEntries } from '@/shared/storage/watched';
import { message } from './messages';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { Post, say } from './model/post';

/** What a disk says on which there is no room. */
const full = (): Promise<never> => Promise.reject(new DOMException('', 'QuotaExceededError'));
const draft = (text: string): Draft => ({ conversation_id: 'den', text });
const onWritten = (): void => undefined;

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] }));
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

describe('a draft for which there is no room', () => {
  it('stays while the page is open, says so, and is kept as soon as there is room', async () => {
    const disk = memoryDrafts();
    const put = vi.spyOn(disk, 'put').mockImplementation(full);
    const keeping = new Keeping();
    const drafts = new Drafts(watchedDrafts(disk, { keeping, onWritten }));
    drafts.put(draft('hello'));
    await vi.advanceTimersByTimeAsync(300);
    await drafts.refresh();
    expect([drafts.of('den').get()?.text, keeping.lack.get()]).toEqual(['hello', 'room']);
    put.mockRestore();
    drafts.put({ conversation_id: 'attic', text: 'elsewhere' });
    await vi.advanceTimersByTimeAsync(300);
    expect((await disk.list()).map((it) => it.text).sort()).toEqual(['elsewhere', 'hello']);
    expect(keeping.lack.get()).toBeNull();
  });

  it('does not come back after it was sent', async () => {
    const disk = memoryDrafts();
    const drafts = new Drafts(watchedDrafts(disk, { keeping: new Keeping(), onWritten }));
    drafts.put(draft('hello'));
    await vi.advanceTimersByTimeAsync(300);
    vi.spyOn(disk, 'put').mockImplementation(full);
    drafts.put(draft('hello Ben'));
    await vi.advanceTimersByTimeAsync(300);
    drafts.erase('den');
    await vi.advanceTimersByTimeAsync(0);
    expect(await disk.list()).toEqual([]);
  });

  it('is taken away with what is written next, where it could not be', async () => {
    const disk = memoryDrafts();
    const drafts = new Drafts(disk);
    drafts.put(draft('hello'));
    await vi.advanceTimersByTimeAsync(300);
    vi.spyOn(disk, 'remove').mockImplementationOnce(full);
    drafts.erase('den');
    await vi.advanceTimersByTimeAsync(0);
    await drafts.refresh();
    expect(drafts.of('den').get()).toBeNull();
    drafts.flush();
    await vi.advanceTimersByTimeAsync(0);
    expect(await disk.list()).toEqual([]);
  });
});

describe('what is on its way where there is no room', () => {
  it('goes out, says that it is not kept, and is kept with the next when there is room', async () => {
    const disk = memoryEntries();
    const add = vi.spyOn(disk, 'add').mockImplementation(full);
    const keeping = new Keeping();
    const post = new Post(watchedEntries(disk, { keeping, onWritten }));
    await post.open();
    post.outbox.add(say('a'));
    await post.wait();
    await post.outbox.load();
    expect([post.states(), keeping.lack.get()]).toEqual([['a waiting'], 'room']);
    add.mockRestore();
    post.outbox.add(say('b'));
    await post.wait();
    expect((await disk.list()).map((it) => it.key).sort()).toEqual(['a', 'b']);
    expect(keeping.lack.get()).toBeNull();
    post.outbox.resume();
    await post.wait();
    expect(post.sent).toEqual(['a', 'b']);
  });

  it('does not go out again after it was seen', async () => {
    const disk = memoryEntries();
    const post = new Post(disk);
    await post.open();
    post.outbox.add(say('a'));
    post.outbox.resume();
    await post.wait();
    vi.spyOn(disk, 'remove').mockImplementationOnce(full);
    post.outbox.seen([message(1, 1, { id: 'a' })]);
    await post.wait();
    expect(await disk.list()).toHaveLength(1);
    await post.outbox.load();
    expect([post.states(), await disk.list()]).toEqual([[], []]);
  });
});

describe('a database without room', () => {
  const PUT = IDBObjectStore.prototype.put;

  it('lets go of what the server could tell again, before anything that one wrote is lost', async () => {
    const opening = openUserDatabase('ana');
    const kept = databaseKept(opening);
    const state = { user: {}, me_rev: 1, rooms: [{ conversation: { id: 'den' } }], people: [] };
    const page = { conversation_id: 'den', as_of: 1, kept_at: 1, messages: [message(1, 1)] };
    await kept.put(state as never, [page]);
    const puts = vi.spyOn(IDBObjectStore.prototype, 'put');
    puts.mockImplementationOnce(() => {
      throw new DOMException('', 'QuotaExceededError');
    });
    await databaseDrafts(opening).put(draft('hello'));
    expect(await databaseDrafts(opening).list()).toHaveLength(1);
    expect(await kept.messages('den')).toBeUndefined();
    puts.mockImplementation(function (this: IDBObjectStore, ...put: Parameters<typeof PUT>) {
      if (this.name === 'outbox') throw new DOMException('', 'QuotaExceededError');
      return PUT.apply(this, put);
    });
    const entry = { key: 'a', change: say('a'), order: 1, created_at: 1, not_before: 1 };
    const add = databaseEntries(opening).add({ ...entry, state: 'waiting' });
    await expect(add).rejects.toThrow(expect.objectContaining({ name: 'QuotaExceededError' }));
    (await opening).close();
    await eraseUserDatabase('ana');
  });
});

describe('what is said of what is not kept', () => {
  it('is the worst of it, as long as it is so', () => {
    const keeping = new Keeping();
    keeping.failed('one', new DOMException('', 'QuotaExceededError'));
    expect(keeping.lack.get()).toBe('room');
    keeping.failed('other', new Error('blocked'));
    expect(keeping.lack.get()).toBe('store');
    keeping.kept('other');
    expect(keeping.lack.get()).toBe('room');
    keeping.kept('one');
    expect(keeping.lack.get()).toBeNull();
  });
});
