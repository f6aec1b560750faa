import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Clock } from '@/shared/clock';

const HOUR_MS = 3_600_000;

describe('the clock', () => {
  /** By the server, in milliseconds of the epoch. */
  const NOON = Date.parse('2026-03-01T12:00:00Z');
  let clock: Clock;

  beforeEach(() => {
    vi.useFakeTimers({ now: NOON });
    clock = new Clock();
  });
  afterEach(() => void vi.useRealTimers());

  /** As a header says it, which knows no less than seconds. */
  const date = (at: number): string => new Date(at).toUTCString();

  /** An answer from a server whose clock is right, to a device whose clock is not. */
  function answered({ ahead_ms = 0, took_ms = 100, at_ms = 50, now = NOON }): void {
    const asked_at = now + ahead_ms;
    clock.hear(date(now + at_ms), asked_at, asked_at + took_ms);
  }

  it('is by the server where this device is ahead or behind', () => {
    for (const ahead_ms of [HOUR_MS, -HOUR_MS, 400 * 24 * HOUR_MS]) {
      vi.setSystemTime(NOON + ahead_ms);
      answered({ ahead_ms });
      expect(Math.abs(clock.now() - NOON)).toBeLessThan(1_000);
      expect(Math.abs(clock.date().getTime() - NOON)).toBeLessThan(1_000);
    }
  });

  it("is this device's own where that is as good as right", () => {
    for (const ahead_ms of [0, 1_900, -1_900]) {
      for (const at_ms of [0, 500, 999]) answered({ ahead_ms, at_ms, took_ms: 1_000 });
    }
    expect(clock.ahead_ms.get()).toBe(0);
  });

  it('is not misled by an answer that took long, whenever it was written', () => {
    for (const at_ms of [0, 15_000, 30_000]) answered({ took_ms: 30_000, at_ms });
    expect(clock.ahead_ms.get()).toBe(0);
    answered({ ahead_ms: HOUR_MS });
    const known = clock.ahead_ms.get();
    for (const at_ms of [0, 15_000, 30_000])
      answered({ ahead_ms: HOUR_MS, took_ms: 30_000, at_ms });
    expect(clock.ahead_ms.get()).toBe(known);
  });

  it('is known roughly by a slow answer, and better by the next quick one', () => {
    answered({ ahead_ms: HOUR_MS, took_ms: 20_000, at_ms: 19_000 });
    expect(Math.abs(clock.ahead_ms.get() - HOUR_MS)).toBeLessThan(10_000);
    answered({ ahead_ms: HOUR_MS });
    expect(Math.abs(clock.ahead_ms.get() - HOUR_MS)).toBeLessThan(1_000);
  });

  it('is right again when somebody sets the one of this device', () => {
    answered({ ahead_ms: HOUR_MS });
    answered({});
    expect(clock.ahead_ms.get()).toBe(0);
  });

  it('learns nothing from a question in which it was set back, nor from an answer without a date', () => {
    clock.hear(date(NOON), NOON + HOUR_MS, NOON);
    clock.hear(null, NOON, NOON);
    clock.hear('yesterday', NOON, NOON);
    expect(clock.ahead_ms.get()).toBe(0);
  });

  it('heeds what is fetched, and gives it on', async () => {
    const given = new Response(null, { headers: { date: date(NOON - HOUR_MS) } });
    const fetch = clock.heeding(() => Promise.resolve(given));
    expect(await fetch('/')).toBe(given);
    expect(Math.abs(clock.ahead_ms.get() - HOUR_MS)).toBeLessThan(1_000);
  });
});
