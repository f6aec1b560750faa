// @vitest-environment jsdom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { copy } from '@/shared/copy';

/** What the old way copied: what was selected then. */
let copied: string | undefined;
let mayCopy = true;

beforeEach(() => {
  copied = undefined;
  mayCopy = true;
  document.body.innerHTML = '<button>Copy</button>';
  document.querySelector('button')?.focus();
  // jsdom has none.
  document.execCommand = () => {
    if (mayCopy) copied = document.querySelector('textarea')?.value;
    return mayCopy;
  };
});

afterEach(() => vi.unstubAllGlobals());

function withClipboard(writeText: (text: string) => Promise<void>): void {
  vi.stubGlobal('navigator', { clipboard: { writeText } });
}

describe('copying', () => {
  it('goes to the clipboard where there is one', async () => {
    const written = vi.fn(async () => undefined);
    withClipboard(written);
    expect(await copy('a link')).toBe(true);
    expect(written).toHaveBeenCalledWith('a link');
    expect(copied).toBeUndefined();
  });

  it('goes another way over plain HTTP, and leaves the focus where it was', async () => {
    vi.stubGlobal('navigator', {});
    expect(await copy('a link')).toBe(true);
    expect(copied).toBe('a link');
    expect(document.activeElement?.textContent).toBe('Copy');
    expect(document.querySelector('textarea')).toBeNull();
  });

  it('goes another way where the clipboard is refused', async () => {
    withClipboard(() => Promise.reject(new DOMException('no', 'NotAllowedError')));
    expect(await copy('a link')).toBe(true);
    expect(copied).toBe('a link');
  });

  it('says so where nobody may copy', async () => {
    vi.stubGlobal('navigator', {});
    mayCopy = false;
    expect(await copy('a link')).toBe(false);
  });
});
