import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DraftStore } from '@/shared/drafts/draft';
import { Drafts } from '@/shared/drafts/drafts';
import { databaseDrafts } from '@/shared/storage/database-drafts';
import { databaseEntries } from '@/shared/storage/database-entries';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import { memoryDrafts } from './model/memory-drafts';

const draft = (text: string, more = {}) => ({ conversation_id: 'den', text, ...more });

describe('drafts', () => {
  let store: DraftStore;
  let drafts: Drafts;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    store = memoryDrafts();
    drafts = new Drafts(store);
  });
  afterEach(() => void vi.useRealTimers());

  const text = (of = drafts) => of.of('den').get()?.text;
  const stored = async () => (await store.list()).map((it) => it.text);

  it('are written within 300 ms of the first key, however one goes on typing', async () => {
    for (const typed of ['h', 'he', 'hel', 'hell', 'hello']) {
      drafts.put(draft(typed));
      await vi.advanceTimersByTimeAsync(70);
    }
    expect(await stored()).toEqual(['hell']);
    await vi.advanceTimersByTimeAsync(300);
    expect(await stored()).toEqual(['hello']);
    expect(text()).toBe('hello');
  });

  it('are written at once where the page may end', async () => {
    drafts.put(draft('before the crash', { reply_to: 'm1' }));
    drafts.flush();
    await vi.advanceTimersByTimeAsync(0);
    const next = new Drafts(store);
    await next.refresh();
    expect(next.of('den').get()).toEqual(draft('before the crash', { reply_to: 'm1' }));
  });

  it('are on the disk before the page is loaded anew', async () => {
    const written = databaseDrafts(openUserDatabase('reloads'));
    const typing = new Drafts(written);
    typing.put(draft('half a sentence'));
    await typing.kept();
    expect((await written.list()).map((it) => it.text)).toEqual(['half a sentence']);
  });

  it('are gone when they are sent or emptied', async () => {
    drafts.put(draft('hello'));
    drafts.erase('den');
    await vi.advanceTimersByTimeAsync(500);
    expect([text(), await stored()]).toEqual([undefined, []]);
    drafts.put(draft('again'));
    await vi.advanceTimersByTimeAsync(500);
    drafts.put(draft(' \n'));
    await vi.advanceTimersByTimeAsync(500);
    expect([text(), await stored()]).toEqual([undefined, []]);
  });

  it('of another tab are taken when one comes back, also that they are gone', async () => {
    const other = new Drafts(store);
    other.put(draft('from there'));
    await vi.advanceTimersByTimeAsync(500);
    await drafts.refresh();
    expect(text()).toBe('from there');
    other.erase('den');
    await drafts.refresh();
    expect(text()).toBeUndefined();
  });

  it('that are being typed are not taken away by those of another tab', async () => {
    const other = new Drafts(store);
    other.put(draft('from there'));
    other.flush();
    drafts.put(draft('from here'));
    await drafts.refresh();
    await vi.advanceTimersByTimeAsync(500);
    await other.refresh();
    expect([text(), text(other)]).toEqual(['from here', 'from here']);
  });

  it('that were written while the store was read are not undone by what was read', async () => {
    await store.put(draft('old'));
    const slow = { ...store, list: vi.fn(store.list) };
    drafts = new Drafts(slow);
    slow.list.mockImplementationOnce(async () => {
      const read = await store.list();
      drafts.put(draft('new'));
      drafts.flush();
      return read;
    });
    await drafts.refresh();
    expect(text()).toBe('new');
  });

  it('live as long as the page where nothing can be stored', async () => {
    const full = { ...memoryDrafts(), put: () => Promise.reject(new Error('full')) };
    drafts = new Drafts(full);
    drafts.put(draft('hello'));
    await vi.advanceTimersByTimeAsync(500);
    await drafts.refresh();
    expect(text()).toBe('hello');
    const blocked = new Drafts(databaseDrafts(Promise.reject(new Error('blocked'))));
    await blocked.refresh();
    blocked.put(draft('hello'));
    blocked.flush();
    expect(text(blocked)).toBe('hello');
  });
});

describe('the database of a person', () => {
  beforeEach(() => eraseUserDatabase('ana'));

  it('of version 1 keeps what has not gone out, and takes drafts', async () => {
    const old = await openDB('snug:ana', 1, {
      upgrade: (database) => void database.createObjectStore('outbox', { keyPath: 'key' }),
    });
    await old.put('outbox', { key: 'm1' });
    old.close();
    const database = openUserDatabase('ana');
    expect(await databaseEntries(database).list()).toEqual([{ key: 'm1' }]);
    const drafts = databaseDrafts(database);
    await drafts.put(draft('hello'));
    expect(await drafts.list()).toEqual([draft('hello')]);
    await drafts.remove('den');
    expect(await drafts.list()).toEqual([]);
  });

  it('is erased with its drafts, though another tab has it open', async () => {
    const drafts = databaseDrafts(openUserDatabase('ana'));
    await drafts.put(draft('hello'));
    await eraseUserDatabase('ana');
    await expect(drafts.list()).rejects.toThrow();
    expect(await databaseDrafts(openUserDatabase('ana')).list()).toEqual([]);
  });

  it('keeps nobody from leaving where there is none', async () => {
    const { indexedDB } = globalThis;
    vi.stubGlobal('indexedDB', undefined);
    await expect(eraseUserDatabase('ana')).resolves.toBeUndefined();
    vi.stubGlobal('indexedDB', indexedDB);
  });
});
