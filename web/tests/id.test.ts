import { describe, expect, it, vi } from 'vitest';
import { newId } from '@/shared/outbox/change';

describe('an id', () => {
  it('is made without what only a secure context has, and sorts by time', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const ids = Array.from({ length: 100 }, newId);
    vi.unstubAllGlobals();
    expect(new Set(ids).size).toBe(100);
    expect([...ids].sort()).toEqual(ids);
  });
});
