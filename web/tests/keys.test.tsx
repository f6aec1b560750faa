// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { cleanup, renderHook } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { changeLanguage, createI18n } from '@/shared/i18n/i18n';

describe('what is written on keys', () => {
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
    vi.resetModules();
  });

  async function searchOn(platform: string, language: 'en' | 'de' = 'en'): Promise<string> {
    vi.stubGlobal('navigator', { platform });
    const i18n = await createI18n(['en']);
    await changeLanguage(i18n, language);
    const { useChord } = await import('@/shared/keys');
    const { result } = renderHook(useChord, {
      wrapper: ({ children }) => <I18nProvider i18n={i18n}>{children}</I18nProvider>,
    });
    return result.current('Ctrl', 'Shift', 'F');
  }

  it('is what stands on those of this device', async () => {
    expect(await searchOn('Linux x86_64')).toBe('Ctrl+Shift+F');
  });

  it('is a sign on those of Apple', async () => {
    expect(await searchOn('MacIntel')).toBe('⌘⇧F');
  });

  it('has the words of the language', async () => {
    expect(await searchOn('Win32', 'de')).toBe('Strg+Umschalt+F');
  });
});
