// @vitest-environment jsdom
import { cleanup, fireEvent, screen } from '@testing-library/react';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CalledPlace, palette } from '@/app/shell/called-place';
import { called } from '@/shared/called';
import { openScreen } from './model/told-screen';

describe('the keys that call something over the page', () => {
  beforeEach(async () => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
    );
    Element.prototype.scrollIntoView = () => undefined;
    await palette.load();
    const page = [<CalledPlace key="called" />, <textarea aria-label="words" key="field" />];
    await openScreen({ screen: page, answer: () => ({ data: { users: [], next_cursor: null } }) });
  });
  afterEach(() => {
    cleanup();
    called.set(null);
    vi.unstubAllGlobals();
  });

  const press = (key: string, code: string, more: KeyboardEventInit = { ctrlKey: true }) =>
    fireEvent.keyDown(screen.getByLabelText('words'), { key, code, ...more });

  it.each([
    ['Latin', 'k', 'KeyK'],
    ['Cyrillic', 'л', 'KeyK'],
    ['Arabic', 'ن', 'KeyK'],
    ['Dvorak', 'k', 'KeyV'],
  ])('open the palette on a keyboard that is %s', async (_, key, code) => {
    press(key, code);
    expect(await screen.findByRole('combobox', { name: /^Find/u })).toBeVisible();
  });

  it.each([
    ['English', '/', 'Slash', {}],
    ['English, with Shift', '?', 'Slash', { shiftKey: true }],
    ['German', '/', 'Digit7', { shiftKey: true }],
    ['Arabic', 'ظ', 'Slash', {}],
    ['Russian', '.', 'Slash', {}],
  ])(
    'open the sheet of all keys where one is writing, on a keyboard that is %s',
    async (_, key, code, more) => {
      press(key, code, { ctrlKey: true, ...more });
      expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    },
  );

  it('are those of a Mac too', async () => {
    press('/', 'Slash', { metaKey: true });
    expect(await screen.findByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  });

  it.each([
    ['a letter', 'k', 'KeyK', {}],
    ['a question mark', '?', 'Slash', { shiftKey: true }],
    ['what makes the page smaller on a German keyboard', '-', 'Slash', { ctrlKey: true }],
    ['another script of the keyboard', '/', 'Slash', { ctrlKey: true, altKey: true }],
  ])('are not %s', (_, key, code, more) => {
    expect(press(key, code, more)).toBe(true);
    expect(called.get()).toBeNull();
  });
});
