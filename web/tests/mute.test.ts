import { describe, expect, it } from 'vitest';
import { inAnHour, tomorrow, untilFormat } from '@/features/conversation/mute';
import { mutedUntil } from '@/shared/mirror/muted';

const NOW = new Date(2026, 0, 31, 23, 30);

describe('a conversation', () => {
  it('is muted until a time, or for good', () => {
    const at = (more: object) => mutedUntil({ notify: 'all', muted_until: null, ...more }, NOW);
    expect(at({})).toBeNull();
    expect(at({ notify: 'none' })).toBe('good');
    expect(at({ muted_until: NOW.toISOString() })).toBeNull();
    const later = new Date(NOW.getTime() + 1);
    expect(at({ muted_until: later.toISOString() })).toEqual(later);
    expect(at({ notify: 'mentions', muted_until: later.toISOString() })).toEqual(later);
  });

  it('is muted for an hour, or until the next morning, in whatever month that is', () => {
    expect(inAnHour(NOW)).toEqual(new Date(2026, 1, 1, 0, 30));
    expect(tomorrow(NOW)).toEqual(new Date(2026, 1, 1, 8));
    expect(tomorrow(new Date(2026, 1, 1, 3))).toEqual(new Date(2026, 1, 2, 8));
  });

  it('says until when by the clock alone, where that is today', () => {
    expect(untilFormat(new Date(2026, 0, 31, 23, 59), NOW)).not.toHaveProperty('weekday');
    expect(untilFormat(tomorrow(NOW), NOW)).toHaveProperty('weekday', 'short');
  });
});
