// @vitest-environment jsdom
import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { completionPart } from '@/features/conversation/composer/completer';
import { message } from './messages';
import { ComposerStage, turn } from './model/composer-stage';

describe('what the composer completes', () => {
  const stage = new ComposerStage();
  beforeEach(() => stage.begin());
  afterEach(async () => await stage.end());

  it('completes a name that was begun before anything knew of names', async () => {
    const field = await stage.open();
    fireEvent.input(field, { target: { value: '@be' } });
    expect(stage.options()).toEqual([]);
    field.setSelectionRange(3, 3);
    await vi.waitFor(() => expect(stage.options()).toEqual(['Ben Okafor']));
    await userEvent.keyboard('{Enter}');
    expect([field.value, stage.sent()]).toEqual(['@ben ', []]);
  });

  it('completes a name by keyboard', async () => {
    await completionPart.load();
    const field = await stage.open();
    await userEvent.type(field, 'hi @');
    await turn();
    expect(stage.options()).toEqual([
      'Ben Okafor',
      'Jörg Müller',
      'Everybody in here',
      'Everybody who is here now',
    ]);
    expect(field).toHaveAttribute('aria-controls', screen.getByRole('listbox').id);
    await userEvent.keyboard('{ArrowDown}');
    const chosen = screen.getByRole('option', { selected: true });
    expect(chosen).toHaveTextContent('Jörg');
    expect(field).toHaveAttribute('aria-activedescendant', chosen.id);
    await userEvent.keyboard('{ArrowUp}{ArrowUp}{ArrowUp}{Tab}');
    expect(field.value).toBe('hi @all ');
    await userEvent.keyboard('@MULL{Enter}');
    expect([field.value, stage.sent(), stage.options()]).toEqual(['hi @all @jo ', [], []]);
    await userEvent.keyboard('{Enter}');
    expect(stage.bodies()).toEqual(['hi @all @jo']);
  });

  it('sends a name that is written to its end', async () => {
    await completionPart.load();
    const field = await stage.open();
    await userEvent.type(field, 'for @ben');
    await turn();
    expect(stage.options()).toEqual(['Ben Okafor']);
    await userEvent.keyboard('{Enter}');
    await turn();
    expect([stage.bodies(), stage.options()]).toEqual([['for @ben'], []]);
  });

  it('closes the names with Escape until another @, and takes one by touch', async () => {
    await completionPart.load();
    const field = await stage.open();
    act(() => stage.scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.type(field, '@b{Escape}e');
    expect([stage.options(), stage.scene.writing.get().name]).toEqual([[], 'reply']);
    await userEvent.keyboard(' @b');
    await turn();
    await userEvent.click(screen.getByRole('option', { name: /Ben/u }));
    expect(field.value).toBe('@be @ben ');
    expect(document.activeElement).toBe(field);
  });
});
