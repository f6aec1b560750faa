import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { Problem } from '@/shared/api/wire';
import type { SendChange } from '@/shared/outbox/change';
import { Outbox } from '@/shared/outbox/outbox';
import { databaseEntries } from '@/shared/storage/database-entries';
import { Keeping } from '@/shared/storage/keeping';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import { watchedEntries } from '@/shared/storage/watched';
import { message } from './messages';
import { memoryEntries } from './model/memory-entries';
import { ModelNeeds } from './model/needs';
import { Post, remove, STORES, say } from './model/post';

const problem = (code: string, more = {}): ProblemError =>
  new ProblemError({ type: '', title: '', status: 400, code, detail: code, ...more } as Problem);

describe.each(Object.keys(STORES))('what an outbox keeps in %s', (kind) => {
  let post: Post;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    await eraseUserDatabase('ana');
    post = new Post((STORES[kind] ?? memoryEntries)());
    await post.open();
  });
  afterEach(() => void vi.useRealTimers());

  it('keeps a message until it was seen, and then no longer', async () => {
    post.outbox.resume();
    post.outbox.add(say('a'));
    await post.wait();
    expect(await post.store.list()).toHaveLength(1);
    post.outbox.seen([message(1, 1, { id: 'a' })]);
    expect(post.states()).toEqual([]);
    await post.wait();
    expect(await post.store.list()).toEqual([]);
  });

  it('takes up what was left after a reload, in order, with the same ids', async () => {
    for (const id of ['a', 'b']) post.outbox.add(say(id));
    post.outbox.resume();
    post.answers.set('b', new UnansweredError());
    await post.wait();
    post.outbox.pause();
    post.answers.clear();
    await post.open();
    post.outbox.add(say('c'));
    post.outbox.resume();
    await post.wait();
    expect(post.sent).toEqual(['a', 'b', 'a', 'b', 'c']);
  });

  it('keeps order where the clock goes back', async () => {
    post.outbox.add(say('a'));
    await post.wait();
    vi.setSystemTime(Date.now() - 3_600_000);
    await post.open();
    post.outbox.add(say('b'));
    post.outbox.add(say('c'));
    await post.wait();
    await post.open();
    expect(post.outbox.entries.get().map((it) => it.key)).toEqual(['a', 'b', 'c']);
  });

  it('gives up what failed when told to, for good', async () => {
    post.answers.set('a', problem('forbidden'));
    post.outbox.resume();
    post.outbox.add(say('a'));
    await post.wait();
    expect(post.states()).toEqual(['a failed']);
    expect(post.outbox.undo('a')).toBe(true);
    await post.wait();
    expect([post.states(), await post.store.list()]).toEqual([[], []]);
  });

  it('sends what was held back when the page was closed', async () => {
    post.outbox.add(remove('x'), 5_000);
    await post.wait();
    await post.open();
    post.outbox.resume();
    await post.wait(1_000);
    expect(post.sent).toEqual([]);
    await post.wait(4_100);
    expect(post.sent).toEqual(['delete x']);
  });

  it('knows an edit as done when it was acknowledged and shows', async () => {
    post.outbox.resume();
    post.outbox.add(remove('x'));
    await post.wait();
    expect(post.states()).toEqual(['x sent']);
    expect(await post.store.list()).toEqual([]);
    post.outbox.seen([message(1, 5, { id: 'x' })]);
    expect(post.states()).toEqual([]);
  });

  it('knows a change as done that shows before it is acknowledged', async () => {
    let acknowledge = (): void => undefined;
    post.answers.set('x', new Promise((resolve) => (acknowledge = resolve)));
    post.outbox.resume();
    post.outbox.add(remove('x'));
    await post.wait();
    post.outbox.seen([message(1, 5, { id: 'x' })]);
    post.outbox.seen([message(1, 6, { id: 'x', deleted_at: '2026-01-01T00:00:00.000Z' })]);
    expect(post.states()).toEqual(['x sending']);
    acknowledge();
    await post.wait();
    expect(post.states()).toEqual([]);
    expect(await post.store.list()).toEqual([]);
  });

  it('does not send what another tab has finished', async () => {
    post.outbox.add(say('a'));
    await post.wait();
    await post.store.remove('a');
    post.outbox.resume();
    await post.wait();
    expect(post.sent).toEqual([]);
    expect(post.states()).toEqual([]);
  });

  it('says that nothing is kept where nothing can be, and sends all the same', async () => {
    const broken = async () => await Promise.reject(new Error('blocked'));
    const store = { list: broken, get: broken, add: broken, put: broken, remove: broken };
    const keeping = new Keeping();
    post = new Post(watchedEntries(store, { keeping, onWritten: () => undefined }));
    await post.open();
    post.outbox.resume();
    post.outbox.add(say('a'));
    await post.wait();
    expect(post.sent).toEqual(['a']);
    expect(keeping.lack.get()).toBe('store');
  });
});

describe('what is kept for somebody', () => {
  afterEach(() => void vi.useRealTimers());

  it('is not there for somebody else', async () => {
    await databaseEntries(openUserDatabase('ana')).add({
      key: 'a',
      change: say('a'),
      order: 1,
      created_at: 1,
      not_before: 1,
      state: 'waiting',
    });
    expect(await databaseEntries(openUserDatabase('ben')).list()).toEqual([]);
  });

  it('is erased while another tab has it open', async () => {
    const other = databaseEntries(openUserDatabase('ana'));
    await eraseUserDatabase('ana');
    await expect(other.list()).rejects.toThrow();
    expect(await databaseEntries(openUserDatabase('ana')).list()).toEqual([]);
  });

  it('goes out though the database does not open, which is in nobody’s way later', async () => {
    await eraseUserDatabase('ana');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    // A tab that stands still, with what an older version of the app made.
    const still = await openDB('snug:ana', 1, { blocking: () => undefined });
    const sent: string[] = [];
    const send: SendChange = ({ id }) => {
      sent.push(id);
      return Promise.resolve();
    };
    const outbox = new Outbox(databaseEntries(openUserDatabase('ana')), send, new ModelNeeds());
    const loaded = outbox.load();
    outbox.resume();
    outbox.add(say('a'));
    expect(outbox.entries.get()).toMatchObject([{ key: 'a' }]);
    await vi.advanceTimersByTimeAsync(6_000);
    await loaded;
    expect(sent).toEqual(['a']);
    vi.useRealTimers();
    still.close();
    await eraseUserDatabase('ana');
  });
});
