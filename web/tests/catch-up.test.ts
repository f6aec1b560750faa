import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CatchUp } from '@/shared/mirror/catch-up';

describe('catching up', () => {
  let sync: ReturnType<typeof vi.fn<() => Promise<void>>>;
  let onDone: ReturnType<typeof vi.fn<() => void>>;
  let catchUp: CatchUp;

  beforeEach(() => {
    vi.useFakeTimers();
    sync = vi.fn(async () => undefined);
    onDone = vi.fn();
    catchUp = new CatchUp(sync, onDone);
  });
  afterEach(() => void vi.useRealTimers());

  it('asks when there is a connection, and every five minutes', async () => {
    catchUp.now();
    expect(sync).not.toHaveBeenCalled();
    catchUp.open();
    await vi.advanceTimersByTimeAsync(0);
    expect([sync.mock.calls.length, onDone.mock.calls.length]).toEqual([1, 1]);
    await vi.advanceTimersByTimeAsync(5 * 60_000);
    expect(sync).toHaveBeenCalledTimes(2);
    catchUp.close();
    await vi.advanceTimersByTimeAsync(60 * 60_000);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('asks once more for what came up while it was asking', async () => {
    catchUp.open();
    catchUp.now();
    catchUp.now();
    expect(sync).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('asks again after a failure, and soon where everybody is told to', async () => {
    sync.mockRejectedValueOnce(new Error('busy'));
    catchUp.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(onDone).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(onDone).toHaveBeenCalledTimes(1);
    catchUp.soon();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(onDone).toHaveBeenCalledTimes(2);
  });

  it('forgets nothing that everybody is told while it is asking', async () => {
    let answer = (): void => undefined;
    sync.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    catchUp.open();
    catchUp.soon();
    answer();
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('asks once more, however often everybody is told while it is asking', async () => {
    let answer = (): void => undefined;
    sync.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    catchUp.open();
    for (let times = 0; times < 20; times += 1) {
      catchUp.soon();
      await vi.advanceTimersByTimeAsync(500);
    }
    expect(sync).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(2_000);
    answer();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('is not put off by being told again and again', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.9);
    catchUp.open();
    await vi.advanceTimersByTimeAsync(0);
    for (let times = 0; times < 20; times += 1) {
      catchUp.soon();
      await vi.advanceTimersByTimeAsync(100);
    }
    expect(sync).toHaveBeenCalledTimes(2);
    vi.restoreAllMocks();
  });
});
