import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { UnansweredError } from '@/shared/api/errors';
import type { EntryStore } from '@/shared/outbox/entry';
import { message } from './messages';
import { ModelLocks } from './model/locks';
import { memoryEntries } from './model/memory-entries';
import { Post, remove, say } from './model/post';

/** Two tabs of one person with one store; each is told when the other has written there. */
describe('two tabs with one outbox', () => {
  let locks: ModelLocks;
  let sent: string[];
  let here: Post;
  let there: Post;
  /** Whether a tab is told. */
  let isTold: boolean;

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    locks = new ModelLocks();
    vi.stubGlobal('navigator', { locks });
    sent = [];
    isTold = true;
    const store = memoryEntries();
    here = new Post(
      telling(store, () => there),
      sent,
    );
    there = new Post(
      telling(store, () => here),
      sent,
    );
    await here.open();
    await there.open();
  });
  afterEach(() => {
    vi.unstubAllGlobals();
    vi.useRealTimers();
  });

  function telling(store: EntryStore, other: () => Post): EntryStore {
    const told = async (written: Promise<void>): Promise<void> => {
      await written;
      if (isTold) void other().outbox.load();
    };
    return {
      ...store,
      add: (entry) => told(store.add(entry)),
      put: (entry) => told(store.put(entry)),
      remove: (key) => told(store.remove(key)),
    };
  }

  function connect(): void {
    here.outbox.resume();
    there.outbox.resume();
  }

  /** What both are told of by the server. */
  function see(...ids: readonly string[]): void {
    const messages = ids.map((id, index) => message(index + 1, index + 1, { id }));
    for (const { outbox } of [here, there]) outbox.seen(messages);
  }

  it('send each message once, in the order in which both wrote', async () => {
    for (const [index, id] of ['a', 'b', 'c', 'd'].entries()) {
      (index % 2 === 0 ? here : there).outbox.add(say(id));
      await here.wait(10);
    }
    expect(there.states()).toEqual(['a waiting', 'b waiting', 'c waiting', 'd waiting']);
    connect();
    await here.wait();
    expect(sent).toEqual(['a', 'b', 'c', 'd']);
    expect([here.states(), there.states()].flat()).not.toContain('a waiting');
    // All that was missed was told to one of them, once more.
    there.outbox.settle();
    await here.wait();
    expect(sent).toHaveLength(4);
    see('a', 'b', 'c', 'd');
    await here.wait();
    expect([here.states(), there.states(), await here.store.list()]).toEqual([[], [], []]);
  });

  it('send each message once where neither heard of the other', async () => {
    isTold = false;
    for (const id of ['a', 'b']) here.outbox.add(say(id));
    await here.wait();
    await there.outbox.load();
    connect();
    await here.wait();
    expect(sent).toEqual(['a', 'b']);
  });

  it('know at once what was written, sent, taken back and refused in the other', async () => {
    here.outbox.add(say('a'));
    await here.wait();
    expect(there.states()).toEqual(['a waiting']);
    here.outbox.undo('a');
    await here.wait();
    expect(there.states()).toEqual([]);
    here.outbox.add(remove('x'), 5_000);
    here.outbox.add(say('b'));
    here.outbox.resume();
    await here.wait();
    expect(there.states()).toEqual(['x waiting', 'b sent']);
    const error = { code: 'forbidden', detail: 'no' } as never;
    here.outbox.reject({ conversation_id: 'den', id: 'b', change: 'send', error });
    await here.wait();
    expect(there.states()).toEqual(['x waiting', 'b failed']);
    there.outbox.retry('b');
    await here.wait();
    expect(sent).toEqual(['b', 'b']);
  });

  it('send one after the other, and go on where the other one ends', async () => {
    here.answers.set('a', new Promise(() => undefined));
    here.outbox.add(say('a'));
    await here.wait(10);
    there.outbox.add(say('b'));
    await here.wait();
    connect();
    await here.wait();
    expect(sent).toEqual(['a']);
    here.outbox.pause();
    locks.release('snug:outbox:den');
    await here.wait();
    // It was not acknowledged, and nobody knows whether it arrived: its id makes it once.
    expect(sent).toEqual(['a', 'a', 'b']);
  });

  it('do not wait for one that cannot send', async () => {
    here.answers.set('a', new UnansweredError());
    here.outbox.add(say('a'));
    await here.wait();
    connect();
    await here.wait();
    expect(sent).toEqual(['a', 'a']);
    expect(there.states()).toEqual(['a sent']);
  });

  it('do not wait for ever for one that stands still', async () => {
    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValue(patience.signal);
    here.answers.set('a', new Promise(() => undefined));
    here.outbox.add(say('a'));
    here.outbox.resume();
    await here.wait();
    there.outbox.add(say('b'));
    there.outbox.resume();
    await here.wait();
    expect(sent).toEqual(['a']);
    patience.abort();
    await here.wait();
    expect(sent).toEqual(['a', 'a', 'b']);
    vi.restoreAllMocks();
  });

  it('look after what the other one sent and never saw', async () => {
    here.outbox.add(say('a'));
    here.outbox.resume();
    await here.wait();
    expect([sent, there.states()]).toEqual([['a'], ['a sent']]);
    here.outbox.pause();
    there.outbox.resume();
    await here.wait();
    expect(sent).toEqual(['a']);
    there.outbox.settle();
    await here.wait();
    expect(sent).toEqual(['a', 'a']);
  });

  it('do not bring back what the other one has seen', async () => {
    let acknowledge = (): void => undefined;
    here.answers.set('a', new Promise((resolve) => (acknowledge = resolve)));
    here.outbox.add(say('a'));
    here.outbox.resume();
    await here.wait();
    there.outbox.seen([message(1, 1, { id: 'a' })]);
    await here.wait();
    acknowledge();
    await here.wait();
    expect([await here.store.list(), there.states()]).toEqual([[], []]);
    here.outbox.seen([message(1, 1, { id: 'a' })]);
    expect(here.states()).toEqual([]);
  });
});
