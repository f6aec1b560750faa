import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { VersionWatch } from '@/app/shell/version-watch';

describe('another page', () => {
  let script: string;
  let asked: number;

  beforeEach(() => {
    vi.useFakeTimers();
    script = '/assets/index-1.js';
    asked = 0;
  });
  afterEach(() => void vi.useRealTimers());

  function watch(own: string | null = '/assets/index-1.js'): VersionWatch {
    return new VersionWatch(own, () => {
      asked += 1;
      return script === '' ? Promise.reject(new Error('offline')) : Promise.resolve(script);
    });
  }

  it('is noticed when the server begins its page with another script', async () => {
    const version = watch();
    version.look();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(version.isOther.get()).toBe(false);
    script = '/assets/index-2.js';
    version.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(version.isOther.get()).toBe(true);
  });

  it('is asked for once a minute at most, and not forgotten in between', async () => {
    const version = watch();
    version.look();
    script = '/assets/index-2.js';
    version.look();
    version.look();
    await vi.advanceTimersByTimeAsync(59_000);
    expect(asked).toBe(1);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toBe(2);
    expect(version.isOther.get()).toBe(true);
  });

  it('is not what a server without an answer, or a page that nobody built, has', async () => {
    script = '';
    const version = watch();
    version.look();
    const developed = watch(null);
    developed.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toBe(1);
    expect(version.isOther.get()).toBe(false);
  });
});
