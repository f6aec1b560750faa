import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Cell } from '@/shared/cell';
import type { RoomView } from '@/shared/mirror/room';
import { ReadNotifications } from '@/shared/reading/read-notifications';
import type { IsOver } from '@/shared/worker';
import type { WorkerShown } from '@/shared/worker-news';

const [GARDEN, POND] = [
  '00000000-0000-7000-8000-000000000001',
  '00000000-0000-7000-8000-000000000002',
] as const;

const DAY_MS = 24 * 3_600_000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** What is unread, and the newest message; all before what is unread was read. */
type Rooms = Record<string, readonly [unread: number, newest: number]>;

class Device {
  readonly views = new Cell<readonly RoomView[]>([]);
  readonly isKnown = new Cell(true);
  readonly pushed = new Cell<WorkerShown | null>(null);
  readonly closed: string[] = [];
  readonly read: ReadNotifications;

  constructor(shown: readonly string[] = [GARDEN, POND, 'test'], seq = 1) {
    const close = (isOver: IsOver): Promise<void> => {
      this.closed.push(...shown.filter((tag) => isOver(tag, seq)));
      return Promise.resolve();
    };
    this.read = new ReadNotifications(this, this.pushed, close);
  }

  async knows(rooms: Rooms, for_ms = 2_000): Promise<void> {
    this.views.set(
      Object.entries(rooms).map(([id, [unread, last_seq]]) => {
        const me = { unread, read_seq: last_seq - unread };
        return { conversation: { id, last_seq }, me } as unknown as RoomView;
      }),
    );
    await vi.advanceTimersByTimeAsync(for_ms);
  }

  pushes(conversation_id: string, seq: number): void {
    this.pushed.set({ type: 'shown', conversation_id, seq });
  }
}

describe('notifications', () => {
  it('go when they were read, wherever that was, and never before it is known what there is', async () => {
    const device = new Device();
    device.isKnown.set(false);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(device.closed).toEqual([]);
    device.isKnown.set(true);
    await device.knows({ [GARDEN]: [2, 5], [POND]: [0, 5] });
    expect(device.closed).toEqual([POND]);
    await device.knows({ [GARDEN]: [3, 6], [POND]: [1, 6] });
    expect(device.closed).toEqual([POND]);
    await device.knows({ [GARDEN]: [0, 6], [POND]: [1, 6] });
    expect(device.closed).toEqual([POND, GARDEN]);
    // One is not in it any more.
    await device.knows({ [GARDEN]: [0, 6] });
    expect(device.closed).toEqual([POND, GARDEN, POND]);
    device.read.stop();
  });

  it('stay where they are of what the server has not told yet', async () => {
    const device = new Device([GARDEN], 6);
    await device.knows({ [GARDEN]: [0, 4] });
    await device.knows({ [GARDEN]: [0, 5] });
    expect(device.closed).toEqual([]);
    await device.knows({ [GARDEN]: [1, 6] });
    expect(device.closed).toEqual([]);
    await device.knows({ [GARDEN]: [0, 6] });
    expect(device.closed).toEqual([GARDEN]);
    device.read.stop();
  });

  it('go where the message came and was read in the same second', async () => {
    const device = new Device([GARDEN]);
    await device.knows({ [GARDEN]: [1, 5], [POND]: [0, 5] });
    await device.knows({ [GARDEN]: [0, 5], [POND]: [0, 5] });
    await device.knows({ [GARDEN]: [0, 5], [POND]: [0, 6] }, 100);
    expect(device.closed).toEqual([GARDEN]);
    await device.knows({ [GARDEN]: [1, 6], [POND]: [0, 6] }, 100);
    await device.knows({ [GARDEN]: [0, 6], [POND]: [0, 6] }, 2_000);
    expect(device.closed).toEqual([GARDEN, GARDEN]);
    device.read.stop();
  });

  it('go where the message was read before the push came, and stay where it was not', async () => {
    const device = new Device();
    await device.knows({ [GARDEN]: [0, 5], [POND]: [1, 5] });
    expect(device.closed).toEqual([GARDEN]);
    device.pushes(POND, 5);
    // By the push it is known earlier than by the connection.
    device.pushes(GARDEN, 6);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(device.closed).toEqual([GARDEN]);
    device.pushes(GARDEN, 5);
    // A browser takes it amiss where nothing was shown.
    await vi.advanceTimersByTimeAsync(500);
    expect(device.closed).toEqual([GARDEN]);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(device.closed).toEqual([GARDEN, GARDEN]);
    device.read.stop();
  });

  it('go by no clock', async () => {
    const device = new Device();
    await device.knows({ [GARDEN]: [1, 5], [POND]: [1, 5] });
    for (const off_ms of [-DAY_MS, DAY_MS]) {
      vi.setSystemTime(Date.now() + off_ms);
      await device.knows({ [GARDEN]: [1, 5], [POND]: [0, 5] });
      await device.knows({ [GARDEN]: [1, 5], [POND]: [1, 6] });
    }
    expect(device.closed).toEqual([POND, POND]);
    device.read.stop();
  });
});
