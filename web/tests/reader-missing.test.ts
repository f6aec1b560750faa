import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Book, look, waiting } from './model/book';

describe('a reader to whom something does not come', () => {
  let book: Book;

  beforeEach(() => {
    vi.useFakeTimers();
    book = new Book();
  });
  afterEach(() => {
    book.reader.stop();
    vi.useRealTimers();
  });

  it('says that nothing came, and tries again when asked or connected', async () => {
    book.isOffline = true;
    book.reader.go({ name: 'newest' });
    await book.settle();
    expect(book.reader.state.get().name).toBe('failed');
    book.reader.retry();
    expect(book.reader.state.get().name).toBe('loading');
    await book.settle();
    book.isOffline = false;
    book.connection.set({ name: 'offline', since: 1 });
    book.connection.set({ name: 'online' });
    await book.settle();
    expect(book.ends()[1]).toBe('m1000');
  });

  it('says it at the end that did not come, and stays where it is', async () => {
    book.reader.go({ name: 'newest' });
    await book.settle();
    book.isOffline = true;
    book.reader.near('before');
    await book.settle();
    expect(book.shown().before.name).toBe('failed');
    book.reader.near('before');
    await book.settle();
    expect(book.places).toHaveLength(2);
    book.isOffline = false;
    book.reader.retry();
    expect(book.shown().before.name).toBe('more');
    book.reader.near('before');
    await book.settle();
    expect(book.ends()).toEqual(['m902', 'm1000']);
  });

  it('shows what one writes though nothing could be loaded', async () => {
    book.isOffline = true;
    book.reader.go({ name: 'newest' });
    await book.settle();
    book.entries.set([waiting('x')]);
    await book.settle();
    expect(book.places).toHaveLength(1);
    expect(book.ends()).toEqual(['x', 'x']);
    expect(book.shown().before.name).toBe('failed');
    book.entries.set([]);
    await book.settle();
    expect(book.reader.state.get().name).toBe('failed');
    book.entries.set([waiting('x')]);
    await book.settle();
    const { epoch } = book.shown();
    book.isOffline = false;
    book.connection.set({ name: 'online' });
    book.connection.set({ name: 'offline', since: 1 });
    book.connection.set({ name: 'online' });
    await book.settle();
    expect(book.ends()).toEqual(['m952', 'x']);
    expect(book.shown().epoch).toBeGreaterThan(epoch);
  });

  it('stays where it is when a place does not come, and says so', async () => {
    book.reader.go({ name: 'newest' });
    await book.settle();
    book.reader.looked(look(980));
    const before = book.shown();
    book.isOffline = true;
    book.reader.go({ name: 'center', seq: 5 });
    await book.settle();
    expect(book.shown()).toMatchObject({
      epoch: before.epoch,
      items: before.items,
      missed: { target: { name: 'center', seq: 5 } },
    });
    book.isOffline = false;
    book.connection.set({ name: 'offline', since: 1 });
    book.connection.set({ name: 'online' });
    expect(book.shown().missed).toBeNull();
    book.reader.go({ name: 'center', seq: 5 });
    await book.settle();
    expect(book.ends()[0]).toBe('m1');
    expect(book.shown().epoch).toBeGreaterThan(before.epoch);
  });

  it('says nothing at one place of what did not come at another', async () => {
    book.reader.go({ name: 'center', seq: 500 });
    await book.settle();
    book.failing = 'before';
    book.reader.near('before');
    book.reader.go({ name: 'newest' });
    await book.settle();
    expect(book.places).toEqual([{ around: 500 }, { before: 475 }, {}]);
    expect(book.shown().before.name).toBe('more');
  });
});
