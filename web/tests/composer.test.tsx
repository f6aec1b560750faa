// @vitest-environment jsdom
import { act, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { message } from './messages';
import { ComposerStage, turn } from './model/composer-stage';

describe('the composer', () => {
  const stage = new ComposerStage();
  beforeEach(() => stage.begin());
  afterEach(async () => await stage.end());

  it('sends with Enter, once, and begins anew', async () => {
    const field = await stage.open();
    expect(field.placeholder).toBe('Message Den');
    await userEvent.type(field, '  hello \n'.trimEnd());
    await userEvent.keyboard('{Enter}{Enter}');
    expect(stage.bodies()).toEqual(['  hello']);
    expect(field.value).toBe('');
    expect(document.activeElement).toBe(field);
    expect(stage.scene.newestWanted.get()).toBe(1);
    expect(stage.told.at(-1)).toBe('stopped');
  });

  it('makes a line with Shift and Enter', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'one{Shift>}{Enter}{/Shift}two');
    expect(field.value).toBe('one\ntwo');
    expect(stage.sent()).toEqual([]);
  });

  it('makes a line with Enter where one types by thumb, and has a button that sends', async () => {
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: query === '(pointer: coarse)' }));
    const field = await stage.open();
    expect(stage.send()).toBeDisabled();
    await userEvent.type(field, 'one{Enter}two');
    await userEvent.click(stage.send());
    expect(stage.bodies()).toEqual(['one\ntwo']);
    expect(stage.send()).toBeDisabled();
  });

  it('leaves Enter to an input method that is putting a word together', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'さくら');
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
    expect(stage.sent()).toEqual([]);
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(stage.bodies()).toEqual(['さくら']);
  });

  it('sends nothing that is blank', async () => {
    const field = await stage.open();
    await userEvent.type(field, '  {Shift>}{Enter}{/Shift} {Enter}');
    expect(stage.sent()).toEqual([]);
    expect(stage.send()).toBeDisabled();
    expect(stage.told).not.toContain('typed');
  });

  it('says by how much it is too long, and loses nothing of it', async () => {
    const field = await stage.open();
    const long = 'x'.repeat(30_000);
    fireEvent.input(field, { target: { value: long } });
    expect(field).toHaveAccessibleDescription('10,000 characters too long');
    // Read out once, and not with each key.
    expect(screen.getByText('The message is too long to send.')).toHaveRole('status');
    expect(stage.send()).toBeDisabled();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect([stage.sent(), field.value]).toEqual([[], long]);
    fireEvent.input(field, { target: { value: long.slice(0, 19_990) } });
    expect(screen.getByText('10 characters left')).toBeInTheDocument();
    expect(stage.send()).toBeEnabled();
  });

  it('answers a message, and no longer after Escape', async () => {
    const field = await stage.open();
    act(() => stage.scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await turn();
    expect(document.activeElement).toBe(field);
    expect(field).toHaveAccessibleDescription(/^Reply to Ben Okafor: 1 as of 1/u);
    await userEvent.type(field, 'yes{Enter}');
    expect(stage.sent()).toMatchObject([{ kind: 'send', body: 'yes', reply_to: 'm1' }]);
    expect(stage.scene.writing.get().name).toBe('new');
    act(() => stage.scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.type(field, 'stays{Escape}');
    expect([stage.scene.writing.get().name, field.value]).toEqual(['new', 'stays']);
    await userEvent.keyboard('{Enter}');
    expect(stage.sent()[1]).not.toHaveProperty('reply_to');
  });

  it('changes one’s last message with the arrow up, in an empty text only', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'x{ArrowUp}');
    expect(stage.scene.writing.get().name).toBe('new');
    await userEvent.type(field, '{Backspace}{ArrowUp}');
    expect(field.value).toBe('mine');
    await userEvent.type(field, ' and yours{Enter}');
    expect(stage.sent()).toMatchObject([{ kind: 'edit', id: 'm2', body: 'mine and yours' }]);
    expect([stage.scene.writing.get().name, field.value]).toEqual(['new', '']);
    await userEvent.keyboard('{ArrowUp}');
    expect(field.value).toBe('mine and yours');
  });

  it('changes no earlier message while the last one is on its way', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'oops{Enter}{ArrowUp}');
    expect([stage.scene.writing.get().name, field.value]).toEqual(['new', '']);
  });

  it('says who else is typing, without reading it out', async () => {
    await stage.open();
    const typing = (user_id: string) =>
      act(() => stage.messenger.typing.hear({ conversation_id: 'den', user_id, on: true }));
    typing('ben');
    await turn();
    expect(screen.getByText('Ben Okafor is typing …')).toBeInTheDocument();
    typing('jo');
    await turn();
    expect(screen.getByText('Ben Okafor and Jörg Müller are typing …')).toBeInTheDocument();
    typing('kim');
    expect(screen.getByText('Several people are typing …').closest('[aria-live]')).toBeNull();
  });

  it('is not drawn again for messages that arrive', async () => {
    const field = await stage.open();
    await userEvent.type(field, 'typing on');
    const before = field.parentElement?.innerHTML;
    const draw = vi.spyOn(stage.messenger.people, 'person');
    act(() => {
      for (let n = 4; n < 104; n += 1) {
        stage.scene.room.hear({ after_rev: n - 1, rev: n, messages: [message(n, n)] });
      }
    });
    expect(draw).not.toHaveBeenCalled();
    expect(field.parentElement?.innerHTML).toBe(before);
  });
});
