import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { Cell } from '@/shared/cell';
import { Keeper } from '@/shared/kept/keeper';
import type { KeptMessages, KeptState, KeptStore } from '@/shared/kept/kept';
import { keptPage } from '@/shared/kept/kept-page';
import { orKept } from '@/shared/kept/or-kept';
import { Messenger } from '@/shared/messenger/messenger';
import { newId } from '@/shared/outbox/change';
import type { Attention } from '@/shared/reading/attention';
import { databaseKept } from '@/shared/storage/database-kept';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import { message } from './messages';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { memoryKept } from './model/memory-kept';
import { memoryUploads } from './model/memory-uploads';
import { ModelServer } from './model/model-server';

const ANA = {
  id: 'ana',
  username: 'ana',
  display_name: 'Ana',
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
} as const;

describe('what is kept', () => {
  let server: ModelServer;
  let store: KeptStore;
  /** Whether pages come. */
  let isAnswering: boolean;
  let keeper: Keeper;
  let messenger: Messenger;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    server = new ModelServer(() => 0.5);
    for (const place of ['den', 'attic']) {
      for (const person of ['ana', 'ben']) server.enter(place, person);
    }
    store = memoryKept();
    isAnswering = true;
  });
  afterEach(() => {
    keeper.stop();
    messenger.stop();
    vi.useRealTimers();
  });

  function open(kept?: KeptState): void {
    messenger = new Messenger({
      user_id: 'ana',
      credentials: server.credentials('ana'),
      dial: server.dial(),
      loadPage: async (id, place) => {
        if (isAnswering) return await server.page('ana', id, place);
        const page = await keptPage(store, id, place);
        if (!page) throw new UnansweredError('page');
        return page;
      },
      loadUsers: () => Promise.resolve([]),
      entries: memoryEntries(),
      drafts: memoryDrafts(),
      uploads: memoryUploads(),
      attention: new Cell<Attention>('here'),
    });
    if (kept) messenger.restore(kept);
    const { mirror, people } = messenger;
    keeper = new Keeper({ store, mirror, people, user: () => ANA });
  }

  async function start(): Promise<void> {
    await messenger.start();
    await vi.advanceTimersByTimeAsync(3_000);
  }

  function say(...texts: readonly string[]): void {
    for (const body of texts) {
      server.change('ben', { kind: 'send', conversation_id: 'den', id: newId(), body });
    }
  }

  const timeline = () => messenger.mirror.room('den')?.timeline;
  const messagesNow = () =>
    timeline()
      ?.ranges.get()
      .flatMap((it) => it.messages) ?? [];
  /** What somebody said, without who came and went. */
  const read = () => messagesNow().flatMap(({ body }) => body ?? []);
  async function load(): Promise<void> {
    const loading = timeline()?.load();
    await vi.advanceTimersByTimeAsync(500);
    await loading;
  }
  const expectTruth = (): void => {
    const truth = server.truth('ana', 'den');
    const told = truth.messages.map(({ id, body }) => [id, body]);
    expect(messagesNow().map(({ id, body }) => [id, body])).toEqual(told);
    const me = messenger.mirror.room('den')?.view.get().me;
    expect({ ...me, last_seq: 0 }).toEqual({ ...truth.me, last_seq: 0 });
  };

  /** The page is closed, and opened where nobody answers. */
  async function reopen(): Promise<void> {
    keeper.flush();
    await keeper.written();
    keeper.stop();
    messenger.stop();
    isAnswering = false;
    open(await store.state());
  }

  it('is there without a connection, and is caught up with from where it was', async () => {
    open();
    await start();
    say('one', 'two');
    await load();
    await reopen();
    const first = server.truth('ana', 'den').messages.find(({ body }) => body === 'one');
    const edit = { conversation_id: 'den', id: first?.id ?? '', change_id: newId() };
    server.change('ben', { kind: 'edit', ...edit, body: 'One' });
    say('three');
    server.leave('attic', 'ana');
    expect(messenger.mirror.views.get()).toHaveLength(2);
    expect(messenger.mirror.room('den')?.view.get().me.unread).toBe(2);
    await load();
    expect(read()).toEqual(['one', 'two']);
    await start();
    expect(read()).toEqual(['One', 'two', 'three']);
    expectTruth();
    expect(messenger.mirror.views.get()).toHaveLength(1);
  });

  it('is what was read, also before keeping began and by one who is elsewhere by now', async () => {
    open();
    keeper.stop();
    await start();
    say('one');
    await load();
    timeline()?.rest(timeline()?.newest ?? 0);
    const { mirror, people } = messenger;
    keeper = new Keeper({ store, mirror, people, user: () => ANA });
    keeper.flush();
    await keeper.written();
    expect((await store.messages('den'))?.messages.at(-1)?.body).toBe('one');
  });

  it('counts what is unread once', async () => {
    open();
    await start();
    await load();
    keeper.flush();
    timeline()?.close();
    say('one', 'two');
    await vi.advanceTimersByTimeAsync(3_000);
    await reopen();
    say('three');
    await load();
    await start();
    expectTruth();
    expect(messenger.mirror.room('den')?.view.get().me.unread).toBe(3);
  });

  it('lets go of a conversation that one left', async () => {
    open();
    await start();
    say('one');
    await load();
    const left = timeline();
    expect(left?.ranges.isWatched).toBe(true);
    server.leave('den', 'ana');
    await vi.advanceTimersByTimeAsync(3_000);
    expect(left?.ranges.isWatched).toBe(false);
    keeper.flush();
    await keeper.written();
    expect(await store.messages('den')).toBeUndefined();
    // Coming back is another beginning.
    server.enter('den', 'ana');
    await vi.advanceTimersByTimeAsync(3_000);
    await load();
    keeper.flush();
    await keeper.written();
    expect(await store.messages('den')).toBeDefined();
  });

  it('may be older than what is known of the conversation by now', async () => {
    open();
    await start();
    say('one');
    await load();
    keeper.flush();
    timeline()?.close();
    // Heard, while nobody looks.
    say('two');
    await vi.advanceTimersByTimeAsync(3_000);
    const newest = timeline()?.newest ?? 0;
    isAnswering = false;
    await timeline()?.load();
    expect(read()).toEqual(['one']);
    expect(timeline()?.newest).toBe(newest - 1);
    // What followed is asked for by itself.
    await vi.advanceTimersByTimeAsync(3_000);
    expect(read()).toEqual(['one', 'two']);
    expectTruth();
  });

  it('that comes while sync is answering is not taken for newer than it is', async () => {
    open();
    await start();
    say('one');
    await load();
    keeper.flush();
    timeline()?.close();
    say('two');
    await vi.advanceTimersByTimeAsync(3_000);
    isAnswering = false;
    // Asked about what it knows; by the time of the answer it knows less.
    messenger.wake();
    const loading = timeline()?.load();
    say('three');
    await vi.advanceTimersByTimeAsync(3_000);
    await loading;
    expectTruth();
  });

  it('knows nothing beyond the ends of what is on the screen', async () => {
    const page = [message(4, 4), message(5, 5)];
    await store.put(stateOf('den'), [
      { conversation_id: 'den', as_of: 9, kept_at: 1, messages: page },
    ]);
    open();
    expect(await keptPage(store, 'den', { before: 5 })).toBeNull();
    expect(await keptPage(store, 'den', { after: 4 })).toBeNull();
    expect(await keptPage(store, 'den', { around: 3 })).toBeNull();
    for (const around of [4, 6]) {
      expect(await keptPage(store, 'den', { around })).toMatchObject({ as_of: 9 });
    }
    expect(await keptPage(store, 'den', { around: 7 })).toBeNull();
    expect(await keptPage(store, 'attic', {})).toBeNull();
  });
});

function stateOf(...ids: readonly string[]): KeptState {
  const rooms = ids.map((id) => ({ conversation: { id }, me: {} }));
  return { user: ANA, me_rev: 1, rooms: rooms as never, people: [] };
}

describe('what is kept in the database', () => {
  it('is of the conversations that were open last, and that one is in', async () => {
    const opening = openUserDatabase('keeps');
    const kept = databaseKept(opening);
    const ids = Array.from({ length: 30 }, (_, index) => `c${index}`);
    for (const [index, id] of ids.entries()) await kept.put(stateOf(...ids), [of(id, index)]);
    expect(await kept.messages('c9')).toBeUndefined();
    expect(await kept.messages('c10')).toBeDefined();
    await kept.put(stateOf('c28'), []);
    expect(await kept.messages('c29')).toBeUndefined();
    expect(await kept.messages('c28')).toBeDefined();
    await kept.wipe();
    expect(await kept.state()).toBeUndefined();
    expect(await kept.messages('c28')).toBeUndefined();
    (await opening).close();
    await eraseUserDatabase('keeps');
  });

  function of(conversation_id: string, kept_at: number): KeptMessages {
    return { conversation_id, as_of: 1, kept_at, messages: [message(1, 1)] };
  }
});

describe('what is asked', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  const kept = () => Promise.resolve({ from: 'kept' });
  const nothing = () => Promise.resolve(null);

  it('is answered by the server where it answers', async () => {
    expect(await orKept(Promise.resolve({ from: 'server' }), kept)).toEqual({ from: 'server' });
  });

  it('is answered by what was kept where nobody answers, or not soon', async () => {
    const gone = () => Promise.reject(new UnansweredError('gone'));
    expect(await orKept(gone(), kept)).toEqual({ from: 'kept' });
    const late = orKept(new Promise<{ from: string }>(() => undefined), kept);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(await late).toEqual({ from: 'kept' });
    await expect(orKept(gone(), nothing)).rejects.toThrow(UnansweredError);
    await expect(orKept(gone(), gone)).rejects.toThrow(UnansweredError);
  });

  it('is refused where the server refuses it', async () => {
    const refusal = { code: 'not_found', detail: 'Not yours.' } as never;
    const refused = Promise.reject(new ProblemError(refusal));
    await expect(orKept(refused, kept)).rejects.toThrow(ProblemError);
  });
});
