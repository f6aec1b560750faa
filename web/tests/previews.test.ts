import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetPreviews, keepPreview, previewOf, renamePreview } from '@/shared/uploads/previews';

describe('pictures as they were chosen', () => {
  const revoked: string[] = [];

  beforeEach(() => {
    let made = 0;
    vi.spyOn(URL, 'createObjectURL').mockImplementation(() => {
      made += 1;
      return `blob:${made}`;
    });
    vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
  });
  afterEach(() => void vi.restoreAllMocks());

  it('are found by their files too, once those are there', () => {
    keepPreview('a', new Blob());
    expect(previewOf('file a')).toBeNull();
    renamePreview('a', 'file a');
    expect(previewOf('file a')).toBe('blob:1');
  });

  it('are forgotten, oldest first and by both names, when there are many', () => {
    for (let n = 0; n < 50; n += 1) keepPreview(`many ${n}`, new Blob());
    expect([previewOf('a'), previewOf('file a'), previewOf('many 0')]).toEqual([null, null, null]);
    expect(previewOf('many 49')).not.toBeNull();
    expect(new Set(revoked).size).toBe(revoked.length);
  });

  it('are forgotten when somebody leaves', () => {
    keepPreview('last', new Blob());
    const url = previewOf('last');
    forgetPreviews();
    expect(previewOf('last')).toBeNull();
    expect(revoked).toContain(url);
  });
});
