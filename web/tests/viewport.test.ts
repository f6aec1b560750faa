import type { VirtualizerHandle } from 'virtua';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Rows } from '@/features/conversation/timeline/row';
import { Viewport } from '@/features/conversation/timeline/viewport';
import { itemsOf } from '@/shared/messenger/item';
import { messages } from './messages';

const ROW = 50;
const HEIGHT = 500;

describe('a viewport', () => {
  let viewport: Viewport;
  let scroller: { scrollTop: number; scrollHeight: number; clientHeight: number };
  /** Of the menu that is open at a message. */
  let opener: object | null;
  let count: number;

  const rows = () =>
    new Rows().of(itemsOf(messages(1, count), [], 'ana'), {
      context: null,
      new_from: null,
      user_id: 'ana',
    });

  beforeEach(() => {
    vi.useFakeTimers();
    count = 100;
    scroller = {
      scrollTop: 0,
      clientHeight: HEIGHT,
      get scrollHeight() {
        return count * ROW;
      },
    };
    viewport = new Viewport();
    opener = null;
    viewport.scroller = Object.assign(scroller, { querySelector: () => opener }) as never;
    // An edge comes before the first row, and takes no room here.
    viewport.handle = {
      viewportSize: HEIGHT,
      get scrollOffset() {
        return scroller.scrollTop;
      },
      get scrollSize() {
        return scroller.scrollHeight;
      },
      findItemIndex: (offset: number) => Math.floor(offset / ROW) + 1,
      getItemOffset: (index: number) => (index - 1) * ROW,
      getItemSize: () => ROW,
      scrollToIndex: (index: number, { align }: { align: string }) => {
        const middle = align === 'center' ? (HEIGHT - ROW) / 2 : 0;
        scroller.scrollTop = (index - 1) * ROW - middle;
      },
    } as unknown as VirtualizerHandle;
  });
  afterEach(() => void vi.useRealTimers());

  const end = () => count * ROW - HEIGHT;
  const grow = (by: number) => {
    count += by;
    viewport.resized();
  };
  const scroll = (to: number) => {
    viewport.touched();
    scroller.scrollTop = to;
    viewport.scrolled();
  };
  const toEnd = () => {
    viewport.place({ name: 'newest' }, rows());
    scroller.scrollTop = Math.min(scroller.scrollTop, end());
    viewport.resized();
    scroller.scrollTop = end();
    viewport.scrolled();
  };

  it('stays at the end while it grows', () => {
    toEnd();
    grow(3);
    expect(scroller.scrollTop).toBeGreaterThanOrEqual(end());
    expect(viewport.isAtEnd.get()).toBe(true);
  });

  it('stays where the reader went to, whatever grows', () => {
    toEnd();
    scroll(end() - 300);
    expect(viewport.isAtEnd.get()).toBe(false);
    const held = scroller.scrollTop;
    grow(10);
    expect(scroller.scrollTop).toBe(held);
    scroll(end());
    expect(viewport.isAtEnd.get()).toBe(true);
  });

  it('stays where a menu is open at a message, and goes on when the reader does', () => {
    toEnd();
    const held = scroller.scrollTop;
    opener = {};
    grow(3);
    expect(scroller.scrollTop).toBe(held);
    expect(viewport.isAtEnd.get()).toBe(false);
    opener = null;
    grow(3);
    expect(scroller.scrollTop).toBe(held);
    viewport.toNewest();
    grow(3);
    expect(scroller.scrollTop).toBeGreaterThanOrEqual(end());
  });

  it('goes back to the end where nobody left it', () => {
    toEnd();
    vi.advanceTimersByTime(10_000);
    viewport.resized();
    scroller.scrollTop = end() - 60;
    viewport.scrolled();
    expect(scroller.scrollTop).toBeGreaterThanOrEqual(end());
  });

  it('is not at the end where there is more to load, and moves for nothing that comes', () => {
    viewport.isNewest = false;
    viewport.place({ name: 'center', seq: 50 }, rows());
    vi.advanceTimersByTime(300);
    scroll(end());
    const held = scroller.scrollTop;
    expect(viewport.isAtEnd.get()).toBe(false);
    grow(50);
    expect(scroller.scrollTop).toBe(held);
  });

  it('tells what one looks at when its target is on the screen, and not before', () => {
    const onSettled = vi.fn();
    viewport.onSettled = onSettled;
    viewport.place({ name: 'top', seq: 21, offset: 0 }, rows());
    expect(viewport.look(rows(), true)).toBeNull();
    vi.advanceTimersByTime(300);
    expect(onSettled).toHaveBeenCalledOnce();
    expect(viewport.look(rows(), true)).toEqual({
      first: 21,
      last: 30,
      offset: 0,
      isAtEnd: false,
    });
  });

  it('is near an end a screen and a half before it', () => {
    viewport.place({ name: 'top', seq: 50 }, rows());
    vi.advanceTimersByTime(300);
    expect([viewport.isNear('before'), viewport.isNear('after')]).toEqual([false, false]);
    scroll(700);
    expect(viewport.isNear('before')).toBe(true);
    scroll(end() - 700);
    expect(viewport.isNear('after')).toBe(true);
  });
});
