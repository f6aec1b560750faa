// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { cleanup, render, renderHook, screen } from '@testing-library/react';
import '@testing-library/jest-dom/vitest';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Shortcuts } from '@/features/palette/shortcuts';
import { changeLanguage, createI18n, loadWords } from '@/shared/i18n/i18n';

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

  it.each([
    ['de', ['Entf', 'Pos1', 'Ende', 'Esc', 'Eingabe', 'Strg', 'Umschalt', 'Tab']],
    ['fr', ['Suppr', 'Début', 'Fin', 'Échap', 'Entrée', 'Ctrl', 'Maj', 'Tab']],
    ['ru', ['Del', 'Home', 'End', 'Esc', 'Enter', 'Ctrl', 'Shift', 'Tab']],
  ] as const)('has them for every key of the sheet: %s', async (language, names) => {
    const i18n = await createI18n([language]);
    await loadWords();
    render(
      <I18nProvider i18n={i18n}>
        <Shortcuts isOpen onClose={() => undefined} />
      </I18nProvider>,
    );
    for (const name of names) {
      expect(screen.getAllByText(name, { selector: 'kbd' })[0]).toBeVisible();
    }
  });
});
