import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { end } from '@/shared/timeline/range';
import { Resting } from '@/shared/timeline/resting';
import { Timeline } from '@/shared/timeline/timeline';
import { message, messages } from './messages';
import { Book, look } from './model/book';

describe('a conversation that one comes back to', () => {
  let book: Book;

  beforeEach(async () => {
    vi.useFakeTimers();
    book = new Book();
    book.reader.go({ name: 'newest' });
    await book.settle();
  });
  afterEach(() => {
    book.reader.stop();
    vi.useRealTimers();
  });

  const held = () => book.timeline.ranges.get().map((it) => [it.from, end(it)]);
  /** What the server tells of what was done meanwhile. */
  const tell = (...changed: ReturnType<typeof message>[]) =>
    book.timeline.catchUp(Math.max(...changed.map((it) => it.rev)), changed);

  it('is there at once, without a question', () => {
    book.reader.stop();
    book.open().go({ name: 'newest' });
    expect(book.ends()).toEqual(['m952', 'm1000']);
    expect(book.places).toEqual([{}]);
  });

  it('is as it is now: what was said, changed and deleted meanwhile is', () => {
    book.reader.stop();
    tell(
      message(990, 1_001, { body: 'another word' }),
      message(991, 1_002, { body: null, deleted_at: '2026-01-02T00:00:00.000Z' }),
      message(1_001, 1_003),
    );
    book.open().go({ name: 'newest' });
    const shown = book.shown().items.map((it) => ('message' in it ? it : null));
    const of = (seq: number) => shown.find((it) => it?.message.seq === seq);
    expect(of(990)?.message.body).toBe('another word');
    expect(of(991)?.type).toBe('deleted');
    expect(book.ends()[1]).toBe('m1001');
  });

  it('is there where one was in it, and goes on from there', async () => {
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    book.reader.looked(look(495));
    book.reader.stop();
    book.arrive(1_001);
    expect(held()).toEqual([[475, 524]]);
    book.open().go({ name: 'top', seq: 495 });
    expect(book.ends()).toEqual(['m476', 'm524']);
    expect(book.shown().after.name).toBe('more');
    book.reader.go({ name: 'newest' });
    await book.settle();
    expect(book.ends()[1]).toBe('m1001');
  });

  it('holds a hundred messages at most, however much is said in it', async () => {
    for (const _ of [1, 2, 3, 4]) {
      book.reader.near('before');
      await book.settle();
    }
    expect(held()).toEqual([[751, 1_000]]);
    book.reader.stop();
    expect(held()).toEqual([[901, 1_000]]);
    for (let seq = 1_001; seq <= 1_250; seq += 1) book.arrive(seq);
    expect(held()).toEqual([[1_151, 1_250]]);
    expect(book.timeline.byId('m1000')).toBeUndefined();
  });

  it('is asked for again where too much had changed', async () => {
    book.reader.stop();
    book.timeline.reset(2_000, book.newest);
    book.arrive(1_001);
    expect(held()).toEqual([]);
    book.open().go({ name: 'newest' });
    expect(book.reader.state.get().name).toBe('loading');
    await book.settle();
    expect(book.places).toEqual([{}, {}]);
  });

  it('holds nothing of one that was left before it came', async () => {
    const other = new Book();
    other.reader.go({ name: 'newest' });
    other.arrive(1_001);
    other.reader.stop();
    await other.settle();
    expect(other.timeline.ranges.get()).toEqual([]);
  });

  it('takes nothing that comes late for another place of it', async () => {
    book.reader.looked(look(980, true));
    book.reader.go({ name: 'center', seq: 500 });
    book.reader.go({ name: 'newest' });
    book.reader.stop();
    await book.settle();
    expect(held()).toEqual([[951, 1_000]]);
  });

  it('is known to be empty, and what comes first is there', async () => {
    const empty = new Book();
    empty.newest = 0;
    empty.timeline.begin(0, 0);
    empty.reader.go({ name: 'newest' });
    await empty.settle();
    empty.reader.stop();
    empty.open().go({ name: 'newest' });
    expect(empty.shown().items).toEqual([]);
    empty.reader.stop();
    empty.arrive(1);
    empty.open().go({ name: 'newest' });
    expect(empty.ends()).toEqual(['m1', 'm1']);
    expect(empty.places).toEqual([{}]);
    empty.reader.stop();
  });
});

describe('of the conversations that one was in', () => {
  const resting = new Resting();

  async function read(name: string): Promise<Timeline> {
    const page = { messages: messages(1, 5), has_more_before: false, has_more_after: false };
    const onRest = (it: Timeline): void => resting.add(it);
    const timeline = new Timeline(name, 'ana', () => Promise.resolve(page), { onRest });
    timeline.begin(5, 5);
    await timeline.load();
    timeline.rest(5);
    return timeline;
  }

  it('the last twenty are held, and those that somebody reads again', async () => {
    const all: Timeline[] = [];
    for (let index = 0; index < 20; index += 1) all.push(await read(`c${index}`));
    const [first, second, third, fourth] = all;
    first?.resume();
    second?.resume();
    second?.rest(5);
    const counts = () => all.map((it) => it.ranges.get().length);
    expect(counts()).toEqual(Array.from({ length: 20 }, () => 1));
    all.push(await read('c20'), await read('c21'));
    // Read, come back to, and left the longest ago.
    expect([first, second, third, fourth].map((it) => it?.ranges.get().length)).toEqual([
      1, 1, 0, 1,
    ]);
    if (fourth) resting.remove(fourth);
    expect(fourth?.ranges.get()).toEqual([]);
  });
});
