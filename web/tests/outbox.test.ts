import 'fake-indexeddb/auto';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import type { Problem } from '@/shared/api/wire';
import { type Change, newId, type SendChange } from '@/shared/outbox/change';
import type { EntryStore } from '@/shared/outbox/entry';
import { Outbox } from '@/shared/outbox/outbox';
import { databaseEntries } from '@/shared/storage/database-entries';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import { message } from './messages';
import { memoryEntries } from './model/memory-entries';
import { ModelNeeds } from './model/needs';

const problem = (code: string, more = {}): ProblemError =>
  new ProblemError({ type: '', title: '', status: 400, code, detail: code, ...more } as Problem);

const say = (id: string, conversation_id = 'den'): Change => ({
  kind: 'send',
  conversation_id,
  id,
  body: id,
});
const remove = (id: string): Change => ({
  kind: 'delete',
  conversation_id: 'den',
  id,
  change_id: `delete ${id}`,
});

const stores: Record<string, () => Promise<EntryStore>> = {
  memory: async () => memoryEntries(),
  IndexedDB: async () => databaseEntries(openUserDatabase('ana')),
};

describe.each(Object.keys(stores))('an outbox in %s', (kind) => {
  let store: EntryStore;
  let outbox: Outbox;
  let sent: string[];
  /** What the server says to each change; nothing: it is acknowledged. */
  let answers: Map<string, Error | Promise<void>>;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    await eraseUserDatabase('ana');
    store = (await stores[kind]?.()) ?? memoryEntries();
    sent = [];
    answers = new Map();
    outbox = await open();
  });
  afterEach(() => void vi.useRealTimers());

  async function open(): Promise<Outbox> {
    const send: SendChange = async (change) => {
      sent.push(change.kind === 'send' ? change.id : change.change_id);
      const answer = answers.get(change.id);
      if (answer instanceof Error) throw answer;
      await answer;
    };
    const opened = new Outbox(store, send, new ModelNeeds());
    await opened.load();
    return opened;
  }

  async function wait(ms = 0): Promise<void> {
    await vi.advanceTimersByTimeAsync(ms);
    // IndexedDB takes turns of its own.
    for (let turn = 0; turn < 30; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  const states = () => outbox.entries.get().map((it) => `${it.change.id} ${it.state}`);

  it('shows at once what waits for a connection, and sends it in order', async () => {
    for (const id of ['a', 'b', 'c']) outbox.add(say(id));
    expect(states()).toEqual(['a waiting', 'b waiting', 'c waiting']);
    await wait();
    expect(sent).toEqual([]);
    outbox.resume();
    await wait();
    expect(sent).toEqual(['a', 'b', 'c']);
    expect(states()).toEqual(['a sent', 'b sent', 'c sent']);
  });

  it('sends nothing of a conversation before what precedes it is acknowledged', async () => {
    let acknowledge = (): void => undefined;
    answers.set('a', new Promise((resolve) => (acknowledge = resolve)));
    outbox.resume();
    outbox.add(say('a'));
    outbox.add(say('b'));
    outbox.add(say('elsewhere', 'attic'));
    await wait();
    expect(sent).toEqual(['a', 'elsewhere']);
    acknowledge();
    await wait();
    expect(sent).toEqual(['a', 'elsewhere', 'b']);
  });

  it('keeps a message until it was seen, and then no longer', async () => {
    outbox.resume();
    outbox.add(say('a'));
    await wait();
    expect(await store.list()).toHaveLength(1);
    outbox.seen([message(1, 1, { id: 'a' })]);
    expect(states()).toEqual([]);
    await wait();
    expect(await store.list()).toEqual([]);
  });

  it('takes up what was left after a reload, in order, with the same ids', async () => {
    for (const id of ['a', 'b']) outbox.add(say(id));
    outbox.resume();
    answers.set('b', new UnansweredError());
    await wait();
    outbox.pause();
    answers.clear();
    outbox = await open();
    outbox.add(say('c'));
    outbox.resume();
    await wait();
    expect(sent).toEqual(['a', 'b', 'a', 'b', 'c']);
  });

  it('keeps order where the clock goes back', async () => {
    outbox.add(say('a'));
    await wait();
    vi.setSystemTime(Date.now() - 3_600_000);
    outbox = await open();
    outbox.add(say('b'));
    outbox.add(say('c'));
    await wait();
    outbox = await open();
    expect(outbox.entries.get().map((it) => it.key)).toEqual(['a', 'b', 'c']);
  });

  it('waits as long as the server asks for, and goes on in order', async () => {
    answers.set('a', problem('rate_limited', { retry_after_ms: 3_000 }));
    outbox.resume();
    outbox.add(say('a'));
    await wait();
    answers.clear();
    outbox.add(say('b'));
    await wait(2_900);
    expect(sent).toEqual(['a']);
    await wait(200);
    expect(sent).toEqual(['a', 'a', 'b']);
  });

  it('goes past what is refused for good, and tries it again when told to', async () => {
    answers.set('a', problem('forbidden'));
    outbox.resume();
    outbox.add(say('a'));
    outbox.add(say('b'));
    await wait();
    expect(states()).toEqual(['a failed', 'b sent']);
    expect(outbox.entries.get()[0]?.problem?.code).toBe('forbidden');
    await wait();
    outbox = await open();
    expect(states()[0]).toBe('a failed');
    answers.clear();
    outbox.resume();
    outbox.retry('a');
    await wait();
    expect(states()).toContain('a sent');
  });

  it('holds back what can be undone, and sends what follows', async () => {
    outbox.resume();
    outbox.add(remove('x'), 5_000);
    outbox.add(remove('y'), 5_000);
    outbox.add(say('a'));
    await wait(4_900);
    expect(sent).toEqual(['a']);
    expect(outbox.undo('delete x')).toBe(true);
    await wait(200);
    expect(sent).toEqual(['a', 'delete y']);
    expect(outbox.undo('delete y')).toBe(false);
    outbox.settle();
    await wait();
    expect((await store.list()).map((it) => it.key)).toEqual(['a']);
  });

  it('takes nothing back that is on its way, and says so', async () => {
    let lose = (): void => undefined;
    answers.set('x', new Promise((_, reject) => (lose = () => reject(new UnansweredError()))));
    outbox.resume();
    outbox.add(remove('x'), 5_000);
    await wait(5_000);
    expect([states(), outbox.undo('delete x')]).toEqual([['x sending'], false]);
    lose();
    await wait();
    expect([states(), outbox.undo('delete x')]).toEqual([['x waiting'], true]);
  });

  it('holds nothing up where the clock goes back', async () => {
    answers.set('a', problem('busy'));
    outbox.resume();
    outbox.add(say('a'));
    outbox.add(remove('x'), 5_000);
    await wait();
    answers.clear();
    vi.setSystemTime(Date.now() - 3_600_000);
    await wait(6_000);
    expect(sent).toEqual(['a', 'a', 'delete x']);
  });

  it('gives up what failed when told to, for good', async () => {
    answers.set('a', problem('forbidden'));
    outbox.resume();
    outbox.add(say('a'));
    await wait();
    expect(states()).toEqual(['a failed']);
    expect(outbox.undo('a')).toBe(true);
    await wait();
    expect([states(), await store.list()]).toEqual([[], []]);
  });

  it('sends a hundred that were written quickly, each once and in order', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `m${n}`);
    outbox.resume();
    for (const id of ids) outbox.add(say(id));
    for (let turn = 0; sent.length < ids.length && turn < 100; turn += 1) await wait();
    expect(sent).toEqual(ids);
  });

  it('sends what was held back when the page was closed', async () => {
    outbox.add(remove('x'), 5_000);
    await wait();
    outbox = await open();
    outbox.resume();
    await wait(1_000);
    expect(sent).toEqual([]);
    await wait(4_100);
    expect(sent).toEqual(['delete x']);
  });

  it('knows an edit as done when it was acknowledged and shows', async () => {
    outbox.resume();
    outbox.add(remove('x'));
    await wait();
    expect(states()).toEqual(['x sent']);
    expect(await store.list()).toEqual([]);
    outbox.seen([message(1, 5, { id: 'x' })]);
    expect(states()).toEqual([]);
  });

  it('knows a change as done that shows before it is acknowledged', async () => {
    let acknowledge = (): void => undefined;
    answers.set('x', new Promise((resolve) => (acknowledge = resolve)));
    outbox.resume();
    outbox.add(remove('x'));
    await wait();
    outbox.seen([message(1, 5, { id: 'x' })]);
    outbox.seen([message(1, 6, { id: 'x', deleted_at: '2026-01-01T00:00:00.000Z' })]);
    expect(states()).toEqual(['x sending']);
    acknowledge();
    await wait();
    expect(states()).toEqual([]);
    expect(await store.list()).toEqual([]);
  });

  it('fails what was acknowledged and could not be stored after all', async () => {
    outbox.resume();
    outbox.add(say('a'));
    await wait();
    const error = problem('not_found').problem;
    outbox.reject({ conversation_id: 'den', id: 'a', change: 'send', error });
    await wait();
    expect(await store.list()).toMatchObject([{ key: 'a', state: 'failed' }]);
  });

  it('sends an acknowledged message that never showed once more', async () => {
    outbox.resume();
    outbox.add(say('a'));
    await wait();
    outbox.settle();
    await wait();
    expect(sent).toEqual(['a', 'a']);
  });

  it('does not send what another tab has finished', async () => {
    outbox.add(say('a'));
    await wait();
    await store.remove('a');
    outbox.resume();
    await wait();
    expect(sent).toEqual([]);
    expect(states()).toEqual([]);
  });

  it('says that nothing is kept where nothing can be, and sends all the same', async () => {
    const broken = async () => await Promise.reject(new Error('blocked'));
    store = { list: broken, has: broken, put: broken, remove: broken };
    outbox = await open();
    outbox.resume();
    outbox.add(say('a'));
    await wait();
    expect(sent).toEqual(['a']);
    expect(outbox.isDurable.get()).toBe(false);
  });
});

describe('what is kept for somebody', () => {
  afterEach(() => void vi.useRealTimers());

  it('is not there for somebody else', async () => {
    await databaseEntries(openUserDatabase('ana')).put({
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
    expect(outbox.isDurable.get()).toBe(false);
    vi.useRealTimers();
    still.close();
    await eraseUserDatabase('ana');
  });
});

describe('an id', () => {
  it('is made without what only a secure context has, and sorts by time', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const ids = Array.from({ length: 100 }, newId);
    vi.unstubAllGlobals();
    expect(new Set(ids).size).toBe(100);
    expect([...ids].sort()).toEqual(ids);
  });
});
