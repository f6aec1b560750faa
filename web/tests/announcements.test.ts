import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Announcements } from '@/features/conversation/timeline/announcements';
import type { Message } from '@/shared/api/wire';
import { insert } from '@/shared/timeline/range';
import { message } from './messages';

describe('what is said of messages that arrive', () => {
  let announcements: Announcements;
  let ranges = insert([], []);
  let newest: number;
  beforeEach(() => {
    vi.useFakeTimers();
    announcements = new Announcements('ana', 10);
    ranges = insert([], [message(10, 10)]);
    newest = 10;
  });
  afterEach(() => {
    announcements.stop();
    vi.useRealTimers();
  });

  const arrive = (more: Partial<Message> = {}) => {
    newest += 1;
    ranges = insert(ranges, [message(newest, newest, { body: 'ok', ...more })]);
    announcements.hear(ranges, newest);
  };
  const said = () => {
    const it = announcements.said.get();
    return it?.name === 'messages' ? it.messages.map(({ seq }) => seq) : it?.count;
  };

  it('is said at once, and of what was there nothing', () => {
    announcements.hear(ranges, 10);
    expect(said()).toBeUndefined();
    arrive();
    expect(said()).toEqual([11]);
  });

  it('is what others wrote, and nothing else', () => {
    arrive({ sender_id: 'ana' });
    arrive({ kind: 'system' });
    arrive({ deleted_at: '2026-01-01T00:00:00.000Z', body: null });
    expect(said()).toBeUndefined();
  });

  it('is as much as there is time for, and of many how many', () => {
    arrive();
    arrive();
    arrive();
    expect(said()).toEqual([11]);
    vi.advanceTimersByTime(2_100);
    expect(said()).toEqual([12, 13]);
    for (let n = 0; n < 40; n += 1) arrive();
    vi.advanceTimersByTime(2_200);
    expect(said()).toBe(40);
  });

  it('takes longer for what is longer', () => {
    arrive({ body: 'x'.repeat(10_000) });
    arrive();
    vi.advanceTimersByTime(6_000);
    expect(said()).toEqual([11]);
    vi.advanceTimersByTime(3_000);
    expect(said()).toEqual([12]);
  });

  it('is said again where the same words come again', () => {
    arrive();
    const first = announcements.said.get()?.turn;
    vi.advanceTimersByTime(5_000);
    arrive();
    expect(announcements.said.get()?.turn).not.toBe(first);
  });

  it('is nothing more when one has left', () => {
    arrive();
    arrive();
    announcements.stop();
    vi.advanceTimersByTime(60_000);
    expect(said()).toEqual([11]);
  });
});
