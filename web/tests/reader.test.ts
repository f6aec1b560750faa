import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Book, look, waiting } from './model/book';

describe('a reader', () => {
  let book: Book;

  beforeEach(() => {
    vi.useFakeTimers();
    book = new Book();
  });
  afterEach(() => {
    book.reader.stop();
    vi.useRealTimers();
  });

  it('opens at the end, and holds back the first', async () => {
    book.reader.go({ name: 'newest' });
    expect(book.reader.state.get().name).toBe('loading');
    await book.settle();
    expect(book.ends()).toEqual(['m952', 'm1000']);
    expect(book.shown()).toMatchObject({
      context: { id: 'm951' },
      before: { name: 'more' },
      after: { name: 'none' },
    });
  });

  it('opens at a message', async () => {
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    expect(book.ends()).toEqual(['m476', 'm524']);
    expect(book.shown().after.name).toBe('more');
  });

  it('opens at the nearest, where there is no such message', async () => {
    book.reader.go({ name: 'center', seq: 5_000 });
    await book.settle();
    expect(book.ends()[1]).toBe('m1000');
    book.reader.go({ name: 'center', seq: Number.NaN });
    await book.settle();
    expect(book.ends()[1]).toBe('m1000');
  });

  it('loads what one comes near to, once', async () => {
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    book.reader.near('before');
    book.reader.near('before');
    book.reader.near('after');
    await book.settle();
    expect(book.places.slice(1)).toEqual([{ before: 475 }, { after: 524 }]);
    expect(book.ends()).toEqual(['m426', 'm574']);
    expect(book.shown().epoch).toBe(1);
  });

  it('loads nothing beyond the first and the last', async () => {
    book.reader.go({ name: 'newest' });
    await book.settle();
    book.reader.near('after');
    book.reader.go({ name: 'top', seq: 1 });
    await book.settle();
    book.reader.near('before');
    await book.settle();
    expect(book.places).toEqual([{}, { around: 1 }]);
    expect(book.shown()).toMatchObject({ context: null, before: { name: 'none' } });
  });

  it('holds so many at most, however far one goes', async () => {
    book.reader.go({ name: 'newest' });
    await book.settle();
    for (let seq = 940; seq > 100; seq -= 40) {
      book.reader.near('before');
      await book.settle();
      book.reader.looked(look(seq));
      await book.settle();
      expect(book.shown().items.length).toBeLessThan(460);
    }
    expect(book.shown().after.name).toBe('more');
  });

  it('shows what arrives at the end, and only a count of it elsewhere', async () => {
    book.reader.go({ name: 'newest' });
    await book.settle();
    book.arrive(1_001);
    await book.settle();
    expect(book.ends()[1]).toBe('m1001');
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    book.arrive(1_002);
    await book.settle();
    expect(book.ends()).toEqual(['m476', 'm524']);
    expect(book.timeline.ranges.get()).toHaveLength(1);
  });

  it('shows what is on its way at the end, where the end is', async () => {
    book.entries.set([waiting('x')]);
    book.reader.go({ name: 'newest' });
    await book.settle();
    expect(book.ends()[1]).toBe('x');
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    expect(book.ends()[1]).toBe('m524');
  });

  it('knows what one reads on to, and what one has to be brought to', async () => {
    book.reader.go({ name: 'newest' });
    await book.settle();
    expect(book.reader.isAlmostAt(1_000)).toBe(true);
    // What one saw before says nothing about where one is being brought.
    book.reader.looked({ first: 981, last: 1_000, offset: 0, isAtEnd: true });
    book.reader.go({ name: 'top', seq: 955 });
    expect(book.reader.isAlmostAt(990)).toBe(false);
    book.reader.looked({ first: 955, last: 964, offset: 0, isAtEnd: false });
    expect(book.reader.isAlmostAt(974)).toBe(true);
    expect(book.reader.isAlmostAt(990)).toBe(false);
    book.reader.go({ name: 'third', seq: 990 });
    expect(book.reader.isAlmostAt(990)).toBe(true);
  });

  it('comes back to the same place when too much had changed', async () => {
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    book.reader.looked(look(495));
    const before = book.shown();
    book.timeline.reset(2_000, book.newest);
    expect(book.shown()).toBe(before);
    await book.settle();
    expect(book.shown()).toMatchObject({ epoch: 2, target: { name: 'top', seq: 495 } });
    expect(book.ends()).toEqual(['m471', 'm519']);
  });

  it('shows that a conversation is empty, and what comes first', async () => {
    book.newest = 0;
    book.timeline.reset(0, 0);
    book.reader.go({ name: 'newest' });
    await book.settle();
    expect(book.shown().items).toEqual([]);
    book.arrive(1);
    await book.settle();
    expect(book.ends()).toEqual(['m1', 'm1']);
  });
});
