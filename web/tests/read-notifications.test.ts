import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Cell } from '@/shared/cell';
import type { RoomView } from '@/shared/mirror/room';
import { ReadNotifications } from '@/shared/reading/read-notifications';

const [GARDEN, POND] = [
  '00000000-0000-7000-8000-000000000001',
  '00000000-0000-7000-8000-000000000002',
] as const;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What the clock of the device says. */
const CLOCKS = ['1999-12-31T23:59:59Z', '2026-01-01T12:00:00Z', '2099-12-31T23:59:59Z'];

it.each(CLOCKS)(
  'takes away what was read, wherever that was, and nothing before it is known what there is (%s)',
  async (clock) => {
    vi.setSystemTime(new Date(clock));
    const views = new Cell<readonly RoomView[]>([]);
    const isKnown = new Cell(false);
    const closed: string[] = [];
    const shown = [GARDEN, POND, 'test'];
    const closeAll = (isOver: (tag: string) => boolean): Promise<void> => {
      closed.push(...shown.filter(isOver));
      return Promise.resolve();
    };
    const unread = (counts: Record<string, number>): void => {
      const rooms = Object.entries(counts).map(([id, unread]) => {
        return { conversation: { id }, me: { unread } } as unknown as RoomView;
      });
      views.set(rooms);
    };
    const read = new ReadNotifications({ views, isKnown }, (id) => closed.push(id), closeAll);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(closed).toEqual([]);

    unread({ [GARDEN]: 2, [POND]: 0 });
    isKnown.set(true);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(closed).toEqual([POND]);

    unread({ [GARDEN]: 3, [POND]: 1 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(closed).toEqual([POND]);

    unread({ [GARDEN]: 0, [POND]: 1 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(closed).toEqual([POND, GARDEN]);

    // One is not in it any more.
    unread({ [GARDEN]: 0 });
    await vi.advanceTimersByTimeAsync(2_000);
    expect(closed).toEqual([POND, GARDEN, POND]);
    read.stop();
  },
);
