// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { recall, remember } from '@/shared/storage/memory';

const blocked = () => {
  throw new DOMException('denied', 'SecurityError');
};

describe('small things that a browser remembers', () => {
  afterEach(() => {
    vi.unstubAllGlobals();
    remember('thing', null);
  });

  it('are there for every tab until they are forgotten', () => {
    expect(recall('thing')).toBeNull();
    remember('thing', 'kept');
    expect(recall('thing')).toBe('kept');
    expect(localStorage.getItem('thing')).toBe('kept');
    remember('thing', null);
    expect(recall('thing')).toBeNull();
  });

  it('last as long as the page where storage is blocked', () => {
    vi.stubGlobal('localStorage', { getItem: blocked, setItem: blocked, removeItem: blocked });
    expect(recall('thing')).toBeNull();
    remember('thing', 'kept');
    expect(recall('thing')).toBe('kept');
    remember('thing', null);
    expect(recall('thing')).toBeNull();
  });

  it('are the new ones where storage is full, and are stored once it is not', () => {
    remember('thing', 'old');
    const full = { getItem: () => 'old', setItem: blocked, removeItem: blocked };
    vi.stubGlobal('localStorage', full);
    remember('thing', 'new');
    expect(recall('thing')).toBe('new');
    vi.unstubAllGlobals();
    remember('thing', 'newer');
    expect(localStorage.getItem('thing')).toBe('newer');
    expect(recall('thing')).toBe('newer');
  });
});
