import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Throttle } from '@/shared/throttle';

describe('a throttle', () => {
  let calls: number;
  let throttle: Throttle;
  beforeEach(() => {
    vi.useFakeTimers();
    calls = 0;
    throttle = new Throttle(100, () => (calls += 1));
  });
  afterEach(() => void vi.useRealTimers());

  const wait = (ms = 0) => vi.advanceTimersByTimeAsync(ms);

  it('calls at once, and once for what happens in one moment', async () => {
    throttle.wish();
    throttle.wish();
    expect(calls).toBe(0);
    await wait();
    expect(calls).toBe(1);
  });

  it('calls once for all that happens until the next turn', async () => {
    throttle.wish();
    await wait();
    for (let n = 0; n < 9; n += 1) {
      throttle.wish();
      await wait(10);
    }
    expect(calls).toBe(1);
    await wait(10);
    expect(calls).toBe(2);
    await wait(1_000);
    expect(calls).toBe(2);
  });

  it('calls no more when it is stopped', async () => {
    throttle.wish();
    throttle.stop();
    await wait(200);
    throttle.wish();
    await wait();
    throttle.wish();
    throttle.stop();
    await wait(200);
    expect(calls).toBe(1);
  });

  it('minds no clock that is set back', async () => {
    throttle.wish();
    await wait();
    vi.setSystemTime(Date.now() - 3_600_000);
    throttle.wish();
    await wait(100);
    expect(calls).toBe(2);
  });
});
