// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findEmoji, loadCatalogue } from '@/shared/emoji/catalogue';
import { EmojiPicker } from '@/shared/emoji/emoji-picker';
import { chooseTone } from '@/shared/emoji/habits';
import { moved } from '@/shared/emoji/moved';
import { openScreen } from './model/told-screen';

describe('the emoji', () => {
  it('are found by the beginnings of their words, first by their names', async () => {
    const all = await loadCatalogue('en');
    const found = (text: string): readonly string[] => findEmoji(all, text).map((it) => it.emoji);
    expect(found('thumbs up')[0]).toBe('👍');
    expect(found('party')).toContain('🎉');
    expect(found('heart').slice(0, 6)).toContain('❤️');
    expect(found('tulip')).toEqual(['🌷']);
    expect(found('🌷')).toEqual(['🌷']);
    expect(found('no such thing')).toEqual([]);
  });

  it('are each one that servers know', async () => {
    // Not in a literal: older targets do not know the flag.
    const flags: string = 'v';
    const known = new RegExp('^\\p{RGI_Emoji}$', flags);
    for (const language of ['en', 'de', 'ja', 'ar']) {
      const all = (await loadCatalogue(language)).flatMap((group) => group.all);
      const every = all.flatMap(({ emoji, tones }) => [emoji, ...(tones ?? [])]);
      expect(every.filter((it) => !known.test(it))).toEqual([]);
      expect(every.length).toBeGreaterThan(3_000);
    }
  });

  it('are called by their names in another language, and in English where there are none', async () => {
    const german = await loadCatalogue('de');
    expect(findEmoji(german, 'tulpe').map((it) => it.emoji)).toEqual(['🌷']);
    expect(await loadCatalogue('xx')).toEqual(await loadCatalogue('en'));
  });

  it('are called by their names in Arabic, each of them, and their groups too', async () => {
    const arabic = await loadCatalogue('ar');
    expect(findEmoji(arabic, 'رائدة فضاء').map((it) => it.emoji)).toContain('👩‍🚀');
    expect(findEmoji(arabic, 'علم: سوريا').map((it) => it.emoji)).toEqual(['🇸🇾']);
    const names = arabic.flatMap(({ name, all }) => [name, ...all.map((it) => it.label)]);
    expect(names.filter((it) => !/\p{sc=Arabic}/u.test(it))).toEqual([]);
    const shape = (groups: typeof arabic) => groups.map((it) => it.all.map(({ emoji }) => emoji));
    expect(shape(arabic)).toEqual(shape(await loadCatalogue('en')));
  });

  it('are gone to by the arrows in the lines in which they stand', () => {
    const line = (top: number, count: number) =>
      Array.from({ length: count }, (_, at) => ({ offsetLeft: at * 40, offsetTop: top }));
    const all = [...line(0, 3), ...line(60, 5)];
    const go = (key: string, at: number) => moved({ key, target: document.body }, at, all);
    expect(go('ArrowDown', 2)).toBe(5);
    expect(go('ArrowUp', 7)).toBe(2);
    expect(go('ArrowUp', 1)).toBeLessThan(0);
    expect(go('ArrowRight', 2)).toBe(3);
    expect(go('ArrowDown', 6)).toBe(6);
    expect(go('x', 1)).toBeNull();
  });
});

describe('the picker', () => {
  const pick = vi.fn();
  beforeEach(() => {
    localStorage.clear();
    chooseTone(0);
    pick.mockReset();
  });
  afterEach(cleanup);

  const open = async (): Promise<void> => {
    await openScreen({ screen: <EmojiPicker onPick={pick} />, answer: () => null });
    await screen.findByRole('button', { name: 'grinning face' }, { timeout: 5_000 });
  };

  it('takes the first that was found by Enter', async () => {
    await open();
    await userEvent.type(screen.getByRole('searchbox', { name: 'Search emoji' }), 'tulip{Enter}');
    expect(pick).toHaveBeenCalledWith('🌷');
    expect(screen.getByRole('status')).toHaveTextContent('1 emoji found');
  });

  it('shows people in the tone that one chose, and keeps it', async () => {
    await open();
    await userEvent.click(screen.getByRole('radio', { name: 'Medium dark' }));
    await userEvent.click(screen.getByRole('tab', { name: /^people/ }));
    await userEvent.click(screen.getByRole('button', { name: 'waving hand' }));
    expect(pick).toHaveBeenCalledWith('👋🏾');
    expect(localStorage.getItem('snug:emoji-tone')).toBe('4');
  });

  it('has those on top that one took last', async () => {
    localStorage.setItem('snug:emoji-recent', '🌷 👋🏾');
    await openScreen({ screen: <EmojiPicker onPick={pick} />, answer: () => null });
    await screen.findByRole('button', { name: 'tulip' }, { timeout: 5_000 });
    const last = screen.getByRole('tabpanel', { name: 'Used last' });
    const shown = within(last)
      .getAllByRole('button')
      .map((it) => it.textContent);
    expect(shown).toEqual(['🌷', '👋🏾']);
  });

  it('has one stop for the Tab key', async () => {
    await open();
    const stops = screen.getAllByRole('button').filter((it) => it.tabIndex === 0);
    expect(stops).toHaveLength(1);
  });

  it('says that nothing is called that', async () => {
    await open();
    await userEvent.type(screen.getByRole('searchbox'), 'qqqq');
    expect(await screen.findByText('No emoji is called that.')).toBeVisible();
  });
});
