/** With replicas a change may be refused after it was acknowledged. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cell } from '@/shared/cell';
import { type Item, itemsOf, unsent } from '@/shared/messenger/item';
import { Messenger } from '@/shared/messenger/messenger';
import { type Change, keyOf } from '@/shared/outbox/change';
import type { EntryStore } from '@/shared/outbox/entry';
import type { Attention } from '@/shared/reading/attention';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { memoryUploads } from './model/memory-uploads';
import { ModelServer } from './model/model-server';

const AT = { conversation_id: 'den', id: 'stored', change_id: 'once' } as const;

let server: ModelServer;
let store: EntryStore;
let ana: Messenger;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  server = new ModelServer(() => 0.5);
  server.enter('den', 'ana');
  server.change('ana', { kind: 'send', conversation_id: 'den', id: 'stored', body: 'before' });
  store = memoryEntries();
  await opens();
  server.isLate = true;
  server.refusal = 'forbidden';
});
afterEach(() => {
  ana.stop();
  vi.useRealTimers();
});

async function opens(): Promise<void> {
  ana = new Messenger({
    user_id: 'ana',
    credentials: server.credentials('ana'),
    dial: server.dial(),
    loadPage: (id, place) => server.page('ana', id, place),
    loadUsers: () => Promise.resolve([]),
    entries: store,
    drafts: memoryDrafts(),
    uploads: memoryUploads(),
    attention: new Cell<Attention>('here'),
  });
  await ana.start();
  await vi.advanceTimersByTimeAsync(500);
  const loading = ana.mirror.room('den')?.timeline.load();
  await vi.advanceTimersByTimeAsync(500);
  await loading;
}

const entries = () => ana.outbox.entries.get();
const problems = () => entries().map(({ state, problem }) => [state, problem?.code]);

/** As the conversation shows it, what is on its way last. */
function items(): readonly Item[] {
  const timeline = ana.mirror.room('den')?.timeline;
  const messages = timeline?.ranges.get().flatMap((it) => it.messages) ?? [];
  const isStored = (id: string) => timeline?.byId(id) !== undefined;
  return [...itemsOf(messages, entries(), 'ana'), ...unsent(entries(), isStored)];
}

function shown(): object | undefined {
  const last = items().at(-1);
  if (!(last && 'message' in last)) return last && { type: last.type, body: last.change.body };
  const { body, reactions } = last.message;
  return { type: last.type, body, reactions: reactions.map((it) => it.emoji) };
}

async function until(state: string): Promise<void> {
  for (let turn = 0; entries()[0]?.state !== state && turn < 300; turn += 1) {
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(entries()[0]?.state).toBe(state);
}

const BEFORE = { type: 'message', body: 'before', reactions: [] };
const SEND: Change = { kind: 'send', conversation_id: 'den', id: 'new', body: 'after' };

describe.each<[string, Change, object, object, object]>([
  [
    'a message',
    SEND,
    { type: 'pending', body: 'after' },
    { type: 'failed', body: 'after' },
    { type: 'message', body: 'after', reactions: [] },
  ],
  [
    'an edit',
    { kind: 'edit', ...AT, body: 'after' },
    { type: 'message', body: 'after', reactions: [] },
    BEFORE,
    { type: 'message', body: 'after', reactions: [] },
  ],
  [
    'a deletion',
    { kind: 'delete', ...AT },
    { type: 'deleted', body: null, reactions: [] },
    BEFORE,
    { type: 'deleted', body: null, reactions: [] },
  ],
  [
    'a reaction',
    { kind: 'react', ...AT, emoji: '👍', on: true },
    { type: 'message', body: 'before', reactions: ['👍'] },
    BEFORE,
    { type: 'message', body: 'before', reactions: ['👍'] },
  ],
])('%s that was acknowledged and is refused then', (_, change, acknowledged, refused, done) => {
  it('shows as done until then, and afterwards as what it is, with its reason', async () => {
    ana.outbox.add(change);
    await until('sent');
    expect(shown()).toEqual(acknowledged);
    await until('failed');
    expect(shown()).toEqual(refused);
    expect(problems()).toEqual([['failed', 'forbidden']]);
    expect(await store.list()).toMatchObject([{ key: keyOf(change), state: 'failed' }]);
  });

  it('is done where it is tried again', async () => {
    ana.outbox.add(change);
    await until('failed');
    server.refusal = null;
    ana.outbox.retry(keyOf(change));
    await vi.advanceTimersByTimeAsync(5_000);
    expect(shown()).toEqual(done);
    expect([entries(), await store.list()]).toEqual([[], []]);
  });

  it('leaves nothing where it is given up', async () => {
    ana.outbox.add(change);
    await until('failed');
    expect(ana.outbox.undo(keyOf(change))).toBe(true);
    await vi.advanceTimersByTimeAsync(500);
    expect(shown()).toEqual(BEFORE);
    expect([entries(), await store.list()]).toEqual([[], []]);
  });

  it('is refused with its reason though a sync came between, and nothing that was not done shows', async () => {
    ana.outbox.add(change);
    await until('sent');
    ana.wake();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown()).toEqual(refused);
    expect(problems()).toEqual([['failed', 'forbidden']]);
  });
});

it('a message that is refused while the page is closed is refused when it is opened', async () => {
  ana.outbox.add(SEND);
  await until('sent');
  ana.stop();
  await vi.advanceTimersByTimeAsync(5_000);
  await opens();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown()).toEqual({ type: 'failed', body: 'after' });
  expect(problems()).toEqual([['failed', 'forbidden']]);
});

it('what follows a message that is refused goes out', async () => {
  ana.outbox.add(SEND);
  await until('failed');
  server.refusal = null;
  ana.outbox.add({ ...SEND, id: 'next', body: 'next' });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.truth('ana', 'den').messages.at(-1)?.body).toBe('next');
  expect(problems()).toEqual([['failed', 'forbidden']]);
});
