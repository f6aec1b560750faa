import { describe, expect, it, vi } from 'vitest';
import { fieldTime, offersAt, timeAhead } from '@/shared/scheduled/times';

function offered(now: string): string[] {
  return offersAt(new Date(now)).map(({ name, at }) => `${name} ${fieldTime(at)}`);
}

describe('times to send something at', () => {
  it('are this evening, tomorrow and Monday', () => {
    expect(offered('2026-11-25T10:30')).toEqual([
      'today 2026-11-25T18:00',
      'tomorrow 2026-11-26T09:00',
      'monday 2026-11-30T09:00',
    ]);
  });

  it('are not this evening where it has come', () => {
    expect(offered('2026-11-25T17:00')).toEqual([
      'tomorrow 2026-11-26T09:00',
      'monday 2026-11-30T09:00',
    ]);
    expect(offered('2026-12-31T23:50')).toEqual([
      'tomorrow 2027-01-01T09:00',
      'monday 2027-01-04T09:00',
    ]);
  });

  it('are not twice where tomorrow is Monday, and a week ahead on a Monday', () => {
    expect(offered('2026-11-29T20:00')).toEqual(['tomorrow 2026-11-30T09:00']);
    expect(offered('2026-11-30T20:00')).toEqual([
      'tomorrow 2026-12-01T09:00',
      'monday 2026-12-07T09:00',
    ]);
  });

  it('are by the clock on the wall where it is moved in the night between', () => {
    vi.stubEnv('TZ', 'Europe/Zurich');
    // On the last Sunday of March, and of October.
    for (const [saturday, sunday] of [
      ['2026-03-28T20:00', '2026-03-29T07:00:00.000Z'],
      ['2026-10-24T20:00', '2026-10-25T08:00:00.000Z'],
    ] as const) {
      expect(offersAt(new Date(saturday))[0]?.at.toISOString()).toBe(sunday);
    }
    vi.unstubAllEnvs();
  });
});

describe('a time that is typed', () => {
  const now = new Date('2026-11-25T10:30');

  it('reads back as it was', () => {
    const at = new Date('2027-01-02T03:04');
    expect(fieldTime(at)).toBe('2027-01-02T03:04');
    expect(timeAhead(fieldTime(at), now)).toEqual(at);
  });

  it('is none where it is past, too far ahead or no time', () => {
    for (const field of ['', '2026-11-25T10:30', '2025-01-01T00:00', '2028-01-01T00:00', 'soon']) {
      expect(timeAhead(field, now), field).toBeNull();
    }
  });
});
