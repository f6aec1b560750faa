import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Shown } from '@/features/conversation/timeline/feed-reader';
import { ThreadReader } from '@/features/conversation/timeline/thread-reader';
import { UnansweredError } from '@/shared/api/errors';
import type { Message, MessagePage } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { idOf } from '@/shared/messenger/item';
import type { Follower } from '@/shared/mirror/room';
import type { Entry } from '@/shared/outbox/entry';
import { type Place, Timeline } from '@/shared/timeline/timeline';
import { message } from './messages';

const PAGE = 3;

/** Replies have every other place: something else is said between them. */
const reply = (seq: number, rev = seq, more: Partial<Message> = {}): Message =>
  message(seq, rev, { thread_id: 'm1', ...more });

describe('a reader of a thread', () => {
  let reader: ThreadReader;
  let tell: Follower;
  let entries: Cell<readonly Entry[]>;
  let connection: Cell<ConnectionState>;
  let stored: Message[];
  let isOffline: boolean;
  let asked: Place[];

  beforeEach(() => {
    vi.useFakeTimers();
    isOffline = false;
    asked = [];
    stored = [2, 4, 6, 8, 10].map((seq) => reply(seq));
    entries = new Cell<readonly Entry[]>([]);
    connection = new Cell<ConnectionState>({ name: 'online' });
    const timeline = new Timeline('den', 'ana', () => Promise.reject(new Error('unused')));
    const follow = (follower: Follower) => {
      tell = follower;
      return () => undefined;
    };
    reader = new ThreadReader({
      room: { timeline, follow },
      thread_id: 'm1',
      user_id: 'ana',
      entries,
      connection,
      loadRoot: () => answer(() => message(1, 1)),
      loadReplies: (place) => answer(() => page(place)),
    });
    reader.start();
  });
  afterEach(() => {
    reader.stop();
    vi.useRealTimers();
  });

  async function answer<T>(get: () => T): Promise<T> {
    const got = get();
    await Promise.resolve();
    if (isOffline) throw new UnansweredError('offline');
    return got;
  }

  function page(place: Place): MessagePage {
    asked.push(place);
    let messages = stored.slice(-PAGE);
    if ('before' in place) messages = stored.filter((it) => it.seq < place.before).slice(-PAGE);
    if ('after' in place) messages = stored.filter((it) => it.seq > place.after).slice(0, PAGE);
    if ('around' in place) messages = stored.filter((it) => Math.abs(it.seq - place.around) < 3);
    const first = messages[0]?.seq ?? 0;
    const last = messages.at(-1)?.seq ?? 0;
    return {
      messages,
      has_more_before: stored.some((it) => it.seq < first),
      has_more_after: stored.some((it) => it.seq > last),
    };
  }

  const settle = () => vi.advanceTimersByTimeAsync(250);
  const shown = (): Shown => {
    const state = reader.state.get();
    if (state.name !== 'ready') throw new Error(`it is ${state.name}`);
    return state;
  };
  const ids = () => shown().items.map(idOf);
  const sent = (id: string, thread_id?: string): Entry => ({
    key: id,
    change: {
      kind: 'send',
      conversation_id: 'den',
      id,
      body: id,
      ...(thread_id === undefined ? {} : { thread_id }),
    },
    order: 1,
    created_at: 1,
    not_before: 1,
    state: 'waiting',
  });

  it('opens at the newest, and shows what it hangs on when all before is there', async () => {
    reader.go({ name: 'newest' });
    await settle();
    expect(ids()).toEqual(['m8', 'm10']);
    expect(shown()).toMatchObject({ context: { id: 'm6' }, before: { name: 'more' } });
    reader.near('before');
    await settle();
    expect(ids()).toEqual(['m1', 'm2', 'm4', 'm6', 'm8', 'm10']);
    expect(shown().before).toEqual({ name: 'none' });
  });

  it('opens at a reply, and loads on towards the newest', async () => {
    reader.go({ name: 'center', seq: 4 });
    await settle();
    expect(ids()).toEqual(['m1', 'm2', 'm4', 'm6']);
    expect(shown().after).toEqual({ name: 'more' });
    reader.near('after');
    await settle();
    expect(ids().at(-1)).toBe('m10');
    expect(asked).toEqual([{ around: 4 }, { after: 6 }]);
  });

  it('takes what is told of it, and nothing else', async () => {
    reader.go({ name: 'newest' });
    await settle();
    const other = message(13, 13, { thread_id: 'm2' });
    tell({ messages: [message(11, 11), reply(12), other, reply(8, 14, { body: 'changed' })] });
    tell({ messages: [message(1, 15, { body: 'root' })] });
    await settle();
    expect(ids()).toEqual(['m8', 'm10', 'm12']);
    expect(shown().items[0]).toMatchObject({ message: { body: 'changed' } });
    expect(reader.held.root.get()?.body).toBe('root');
  });

  it('loses nothing that is told while a page is on its way', async () => {
    reader.go({ name: 'newest' });
    tell({ messages: [reply(10, 20, { body: 'changed' }), reply(12, 21)] });
    await settle();
    expect(ids()).toEqual(['m8', 'm10', 'm12']);
    expect(shown().items[1]).toMatchObject({ message: { body: 'changed' } });
  });

  it('puts nothing behind a gap', async () => {
    reader.go({ name: 'center', seq: 4 });
    await settle();
    tell({ messages: [reply(12)] });
    await settle();
    expect(ids()).toEqual(['m1', 'm2', 'm4', 'm6']);
  });

  it('shows what one has written in it, and not what one has written beside it', async () => {
    entries.set([sent('x', 'm1'), sent('y'), sent('z', 'm2')]);
    reader.go({ name: 'newest' });
    await settle();
    expect(ids()).toEqual(['m8', 'm10', 'x']);
  });

  it('says what could not be loaded, and loads it with the next connection', async () => {
    isOffline = true;
    reader.go({ name: 'newest' });
    await settle();
    expect(reader.state.get().name).toBe('failed');
    isOffline = false;
    connection.set({ name: 'online' });
    await settle();
    expect(ids()).toEqual(['m8', 'm10']);
    isOffline = true;
    reader.near('before');
    await settle();
    expect(shown().before.name).toBe('failed');
    isOffline = false;
    reader.retry();
    reader.near('before');
    await settle();
    expect(ids()[0]).toBe('m1');
  });

  it('holds so many at most, however far one goes, and without a gap', async () => {
    stored = Array.from({ length: 500 }, (_, at) => reply(2 * (at + 1)));
    reader.go({ name: 'newest' });
    await settle();
    for (let turn = 0; turn < 200; turn += 1) {
      const first = reader.held.stretch.get()?.replies[0]?.seq ?? 0;
      reader.looked({ first, last: first + 20, offset: 0, isAtEnd: false });
      reader.near('before');
      // While that is on its way nothing is let go of: it would not join.
      reader.looked({ first, last: first + 20, offset: 0, isAtEnd: false });
      await settle();
    }
    const seqs = reader.held.stretch.get()?.replies.map((it) => it.seq) ?? [];
    expect(seqs.length).toBeLessThan(405);
    expect(seqs[0]).toBe(2);
    expect(new Set(seqs.slice(1).map((it, at) => it - (seqs[at] ?? 0)))).toEqual(new Set([2]));
    expect(shown().after.name).toBe('more');
    reader.go({ name: 'newest' });
    await settle();
    expect(ids().at(-1)).toBe('m1000');
  });

  it('begins anew at the same place where too much has changed', async () => {
    reader.go({ name: 'newest' });
    await settle();
    reader.looked({ first: 8, last: 10, offset: 0, isAtEnd: true });
    stored.push(reply(12));
    tell(null);
    await settle();
    expect(ids()).toEqual(['m10', 'm12']);
    expect(shown().epoch).toBe(2);
  });
});
