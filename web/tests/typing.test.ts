import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Typing } from '@/shared/typing/typing';

describe('typing', () => {
  let told: string[];
  let typing: Typing;

  beforeEach(() => {
    vi.useFakeTimers();
    told = [];
    typing = new Typing('ana', ({ conversation_id, on }) => {
      told.push(`${conversation_id} ${on ? 'on' : 'off'}`);
      return Promise.reject(new Error('offline'));
    });
  });
  afterEach(() => void vi.useRealTimers());

  const hear = (user_id: string, on = true) => typing.hear({ conversation_id: 'den', user_id, on });
  const seen = () => typing.of('den').get();

  it('is told at most once in three seconds, and when it ends', () => {
    for (let key = 0; key < 40; key += 1) {
      typing.typed('den');
      vi.advanceTimersByTime(100);
    }
    expect(told).toEqual(['den on', 'den on']);
    typing.stopped('den');
    typing.stopped('den');
    expect(told).toEqual(['den on', 'den on', 'den off']);
  });

  it('is not told again so soon after it ended', () => {
    typing.typed('den');
    typing.stopped('den');
    typing.typed('den');
    expect(told).toEqual(['den on', 'den off']);
    vi.advanceTimersByTime(3_000);
    typing.typed('den');
    expect(told).toEqual(['den on', 'den off', 'den on']);
  });

  it('ends in one place where it begins in another', () => {
    typing.typed('den');
    typing.typed('attic');
    typing.stopped('den');
    expect(told).toEqual(['den on', 'den off', 'attic on']);
  });

  it('is not said to end where it has been forgotten', () => {
    typing.typed('den');
    vi.advanceTimersByTime(6_000);
    typing.stopped('den');
    expect(told).toEqual(['den on']);
  });

  it('of others is seen until nothing is heard of it for six seconds', () => {
    hear('ben');
    vi.advanceTimersByTime(4_000);
    hear('ben');
    hear('cy');
    expect(seen()).toEqual(['ben', 'cy']);
    vi.advanceTimersByTime(5_000);
    hear('cy');
    vi.advanceTimersByTime(1_000);
    expect(seen()).toEqual(['cy']);
    hear('cy', false);
    expect(seen()).toEqual([]);
  });

  it('of others ends with what they sent, and without a connection', () => {
    hear('ben');
    hear('cy');
    typing.arrived('den', ['ben', 'dee']);
    expect(seen()).toEqual(['cy']);
    typing.disconnected();
    expect(seen()).toEqual([]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('of oneself in another window is not shown', () => {
    hear('ana');
    expect(seen()).toEqual([]);
  });
});
