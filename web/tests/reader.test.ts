import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Look, Shown } from '@/features/conversation/timeline/feed-reader';
import { Reader } from '@/features/conversation/timeline/reader';
import { step } from '@/features/conversation/timeline/steps';
import { UnansweredError } from '@/shared/api/errors';
import type { MessagePage } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { idOf } from '@/shared/messenger/item';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { type Place, Timeline } from '@/shared/timeline/timeline';
import { message, messages } from './messages';

const PAGE = 50;

describe('a reader', () => {
  let timeline: Timeline;
  let entries: Cell<readonly Entry[]>;
  let connection: Cell<ConnectionState>;
  let reader: Reader;
  let places: Place[];
  let newest: number;
  let isOffline: boolean;
  /** The pages that do not come. */
  let failing: string;

  beforeEach(() => {
    vi.useFakeTimers();
    places = [];
    newest = 1_000;
    isOffline = false;
    failing = '';
    entries = new Cell<readonly Entry[]>([]);
    connection = new Cell<ConnectionState>({ name: 'online' });
    timeline = new Timeline('den', 'ana', async (_, place) => {
      await Promise.resolve();
      places.push(place);
      if (isOffline || failing in place) throw new UnansweredError('offline');
      return page(place);
    });
    timeline.reset(newest, newest);
    reader = new Reader({ timeline, entries, connection, user_id: 'ana' });
    reader.start();
  });
  afterEach(() => {
    reader.stop();
    vi.useRealTimers();
  });

  function page(place: Place): MessagePage {
    let from = newest - PAGE + 1;
    if ('before' in place) from = place.before - PAGE;
    if ('after' in place) from = place.after + 1;
    if ('around' in place) from = place.around - PAGE / 2;
    const first = Math.max(1, from);
    const last = Math.min(newest, from + PAGE - 1);
    return { messages: messages(first, last), has_more_before: false, has_more_after: false };
  }

  const settle = () => vi.advanceTimersByTimeAsync(200);
  const shown = (): Shown => {
    const state = reader.state.get();
    if (state.name !== 'ready') throw new Error(`it is ${state.name}`);
    return state;
  };
  const ends = () => [shown().items[0], shown().items.at(-1)].map((it) => it && idOf(it));
  const look = (first: number, isAtEnd = false): Look => ({
    first,
    last: first + 10,
    offset: 0,
    isAtEnd,
  });
  const arrive = (seq: number) => {
    newest = seq;
    timeline.hear({ after_rev: seq - 1, rev: seq, messages: [message(seq, seq)] });
  };

  it('opens at the end, and holds back the first', async () => {
    reader.go({ name: 'newest' });
    expect(reader.state.get().name).toBe('loading');
    await settle();
    expect(ends()).toEqual(['m952', 'm1000']);
    expect(shown()).toMatchObject({
      context: { id: 'm951' },
      before: { name: 'more' },
      after: { name: 'none' },
    });
  });

  it('opens at a message', async () => {
    reader.go({ name: 'center', seq: 500 });
    await settle();
    expect(ends()).toEqual(['m476', 'm524']);
    expect(shown().after.name).toBe('more');
  });

  it('opens at the nearest, where there is no such message', async () => {
    reader.go({ name: 'center', seq: 5_000 });
    await settle();
    expect(ends()[1]).toBe('m1000');
    reader.go({ name: 'center', seq: Number.NaN });
    await settle();
    expect(ends()[1]).toBe('m1000');
  });

  it('loads what one comes near to, once', async () => {
    reader.go({ name: 'center', seq: 500 });
    await settle();
    reader.near('before');
    reader.near('before');
    reader.near('after');
    await settle();
    expect(places.slice(1)).toEqual([{ before: 475 }, { after: 524 }]);
    expect(ends()).toEqual(['m426', 'm574']);
    expect(shown().epoch).toBe(1);
  });

  it('loads nothing beyond the first and the last', async () => {
    reader.go({ name: 'newest' });
    await settle();
    reader.near('after');
    reader.go({ name: 'top', seq: 1 });
    await settle();
    reader.near('before');
    await settle();
    expect(places).toEqual([{}, { around: 1 }]);
    expect(shown()).toMatchObject({ context: null, before: { name: 'none' } });
  });

  it('holds so many at most, however far one goes', async () => {
    reader.go({ name: 'newest' });
    await settle();
    for (let seq = 940; seq > 100; seq -= 40) {
      reader.near('before');
      await settle();
      reader.looked(look(seq));
      await settle();
      expect(shown().items.length).toBeLessThan(460);
    }
    expect(shown().after.name).toBe('more');
  });

  it('shows what arrives at the end, and only a count of it elsewhere', async () => {
    reader.go({ name: 'newest' });
    await settle();
    arrive(1_001);
    await settle();
    expect(ends()[1]).toBe('m1001');
    reader.go({ name: 'center', seq: 500 });
    await settle();
    arrive(1_002);
    await settle();
    expect(ends()).toEqual(['m476', 'm524']);
    expect(timeline.ranges.get()).toHaveLength(1);
  });

  it('shows what is on its way at the end, where the end is', async () => {
    const change: Change = { kind: 'send', conversation_id: 'den', id: 'x', body: 'hi' };
    const about = { key: 'x', order: 1, created_at: 1, not_before: 1 };
    entries.set([{ ...about, change, state: 'waiting' }]);
    reader.go({ name: 'newest' });
    await settle();
    expect(ends()[1]).toBe('x');
    reader.go({ name: 'center', seq: 500 });
    await settle();
    expect(ends()[1]).toBe('m524');
  });

  it('says that nothing came, and tries again when asked or connected', async () => {
    isOffline = true;
    reader.go({ name: 'newest' });
    await settle();
    expect(reader.state.get().name).toBe('failed');
    reader.retry();
    expect(reader.state.get().name).toBe('loading');
    await settle();
    isOffline = false;
    connection.set({ name: 'offline', since: 1 });
    connection.set({ name: 'online' });
    await settle();
    expect(ends()[1]).toBe('m1000');
  });

  it('says it at the end that did not come, and stays where it is', async () => {
    reader.go({ name: 'newest' });
    await settle();
    isOffline = true;
    reader.near('before');
    await settle();
    expect(shown().before.name).toBe('failed');
    reader.near('before');
    await settle();
    expect(places).toHaveLength(2);
    isOffline = false;
    reader.retry();
    expect(shown().before.name).toBe('more');
    reader.near('before');
    await settle();
    expect(ends()).toEqual(['m902', 'm1000']);
  });

  it('shows what one writes though nothing could be loaded', async () => {
    isOffline = true;
    reader.go({ name: 'newest' });
    await settle();
    const change: Change = { kind: 'send', conversation_id: 'den', id: 'x', body: 'hi' };
    const about = { key: 'x', order: 1, created_at: 1, not_before: 1 };
    entries.set([{ ...about, change, state: 'waiting' }]);
    await settle();
    expect(places).toHaveLength(1);
    expect(ends()).toEqual(['x', 'x']);
    expect(shown().before.name).toBe('failed');
    entries.set([]);
    await settle();
    expect(reader.state.get().name).toBe('failed');
    entries.set([{ ...about, change, state: 'waiting' }]);
    await settle();
    const { epoch } = shown();
    isOffline = false;
    connection.set({ name: 'online' });
    connection.set({ name: 'offline', since: 1 });
    connection.set({ name: 'online' });
    await settle();
    expect(ends()).toEqual(['m952', 'x']);
    expect(shown().epoch).toBeGreaterThan(epoch);
  });

  it('stays where it is when a place does not come, and says so', async () => {
    reader.go({ name: 'newest' });
    await settle();
    reader.looked(look(980));
    const before = shown();
    isOffline = true;
    reader.go({ name: 'center', seq: 5 });
    await settle();
    expect(shown()).toMatchObject({
      epoch: before.epoch,
      items: before.items,
      missed: { target: { name: 'center', seq: 5 } },
    });
    isOffline = false;
    connection.set({ name: 'offline', since: 1 });
    connection.set({ name: 'online' });
    expect(shown().missed).toBeNull();
    reader.go({ name: 'center', seq: 5 });
    await settle();
    expect(ends()[0]).toBe('m1');
    expect(shown().epoch).toBeGreaterThan(before.epoch);
  });

  it('knows what one reads on to, and what one has to be brought to', async () => {
    reader.go({ name: 'newest' });
    await settle();
    expect(reader.isAlmostAt(1_000)).toBe(true);
    // What one saw before says nothing about where one is being brought.
    reader.looked({ first: 981, last: 1_000, offset: 0, isAtEnd: true });
    reader.go({ name: 'top', seq: 955 });
    expect(reader.isAlmostAt(990)).toBe(false);
    reader.looked({ first: 955, last: 964, offset: 0, isAtEnd: false });
    expect(reader.isAlmostAt(974)).toBe(true);
    expect(reader.isAlmostAt(990)).toBe(false);
    reader.go({ name: 'third', seq: 990 });
    expect(reader.isAlmostAt(990)).toBe(true);
  });

  it('says nothing at one place of what did not come at another', async () => {
    reader.go({ name: 'center', seq: 500 });
    await settle();
    failing = 'before';
    reader.near('before');
    reader.go({ name: 'newest' });
    await settle();
    expect(places).toEqual([{ around: 500 }, { before: 475 }, {}]);
    expect(shown().before.name).toBe('more');
  });

  it('comes back to the same place when too much had changed', async () => {
    reader.go({ name: 'center', seq: 500 });
    await settle();
    reader.looked(look(495));
    const before = shown();
    timeline.reset(2_000, newest);
    expect(shown()).toBe(before);
    await settle();
    expect(shown()).toMatchObject({ epoch: 2, target: { name: 'top', seq: 495 } });
    expect(ends()).toEqual(['m471', 'm519']);
  });

  it('shows that a conversation is empty, and what comes first', async () => {
    newest = 0;
    timeline.reset(0, 0);
    reader.go({ name: 'newest' });
    await settle();
    expect(shown().items).toEqual([]);
    arrive(1);
    await settle();
    expect(ends()).toEqual(['m1', 'm1']);
  });
});

describe('a step', () => {
  const at = (from: number, to: number, epoch = 1): Shown => ({
    name: 'ready',
    epoch,
    target: { name: 'newest' },
    items: messages(from, to).map((it) => ({ type: 'message', message: it, changes: [] })),
    context: null,
    before: { name: 'more' },
    after: { name: 'none' },
    missed: null,
  });
  const ids = ({ items }: Shown) => [items[0], items.at(-1)].map((it) => it && idOf(it));

  it('is all at once, where one end changes or it is another place', () => {
    expect(step(null, at(5, 9))).toMatchObject({ isShift: false });
    expect(step(at(5, 9), at(5, 12))).toEqual({ shown: at(5, 12), isShift: false });
    expect(step(at(5, 9), at(2, 9))).toEqual({ shown: at(2, 9), isShift: true });
    expect(step(at(5, 9), at(7, 9))).toEqual({ shown: at(7, 9), isShift: true });
    expect(step(at(5, 9), at(1, 3, 2))).toEqual({ shown: at(1, 3, 2), isShift: false });
  });

  it('changes the end first, where both do', () => {
    for (const [held, wanted] of [
      [at(5, 9), at(2, 10)],
      [at(5, 9), at(2, 7)],
      [at(5, 9), at(7, 12)],
    ] as const) {
      const first = step(held, wanted);
      expect(first.isShift).toBe(false);
      expect(ids(first.shown)).toEqual([ids(held)[0], ids(wanted)[1]]);
      expect(step(first.shown, wanted)).toEqual({ shown: wanted, isShift: true });
    }
  });
});
