// @vitest-environment jsdom
import { act, cleanup, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { message } from './messages';
import { ComposerStage, MINE, turn } from './model/composer-stage';

describe('what the composer keeps', () => {
  const stage = new ComposerStage();
  beforeEach(() => stage.begin());
  afterEach(async () => await stage.end());

  it('keeps what was begun aside while a message is changed', async () => {
    const field = await stage.open();
    act(() => stage.scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.type(field, 'begun');
    act(() => stage.scene.writing.set({ name: 'edit', message: MINE }));
    expect(field.value).toBe('mine');
    await userEvent.type(field, '{Enter}');
    expect([stage.sent(), field.value, stage.scene.writing.get().name]).toEqual([
      [],
      'begun',
      'reply',
    ]);
    act(() => stage.scene.writing.set({ name: 'edit', message: MINE }));
    await userEvent.clear(field);
    await userEvent.keyboard('{Enter}');
    expect(field).toHaveAccessibleDescription(/There is nothing to save/u);
    await userEvent.keyboard('{Escape}');
    expect([stage.sent(), field.value, stage.scene.writing.get().name]).toEqual([
      [],
      'begun',
      'reply',
    ]);
  });

  it('brings back what was begun, with what it answers, and a change that was not saved', async () => {
    await stage.open();
    act(() => stage.scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.keyboard('begun');
    cleanup();
    const again = await stage.open();
    expect([again.value, stage.scene.writing.get()]).toMatchObject(['begun', { to: { id: 'm1' } }]);
    act(() => stage.scene.writing.set({ name: 'edit', message: MINE }));
    await userEvent.type(again, ' too');
    cleanup();
    const third = await stage.open();
    expect([third.value, stage.scene.writing.get().name]).toEqual(['mine too', 'edit']);
    await userEvent.type(third, '{Escape}');
    expect([third.value, stage.scene.writing.get().name]).toEqual(['begun', 'reply']);
  });

  it('goes on with a change when its message can be found, and sends what is typed first', async () => {
    const edit = { id: 'm9', text: 'changed' };
    await stage.drafts.put({ conversation_id: 'den', text: 'begun', edit });
    const field = await stage.open();
    expect([field.value, stage.scene.writing.get().name]).toEqual(['begun', 'new']);
    await userEvent.type(field, ' and sent{Enter}');
    expect(stage.bodies()).toEqual(['begun and sent']);
    await turn();
    expect(await stage.drafts.list()).toEqual([{ conversation_id: 'den', text: '', edit }]);
    cleanup();
    const again = await stage.open();
    stage.found = message(9, 9, { sender_id: 'ana', body: 'old' });
    act(() => stage.messenger.connection.state.set({ name: 'online' }));
    await turn();
    expect([again.value, stage.scene.writing.get().name]).toEqual(['changed', 'edit']);
    act(() => stage.messenger.stop());
  });

  it('puts no change in place of what is being typed', async () => {
    await stage.drafts.put({
      conversation_id: 'den',
      text: '',
      edit: { id: 'm9', text: 'changed' },
    });
    const field = await stage.open();
    await userEvent.type(field, 'now');
    stage.found = message(9, 9, { sender_id: 'ana', body: 'old' });
    act(() => stage.messenger.connection.state.set({ name: 'online' }));
    await turn();
    expect(field.value).toBe('now');
    act(() => stage.messenger.stop());
    cleanup();
    const again = await stage.open();
    expect([again.value, stage.scene.writing.get().name]).toEqual(['changed', 'edit']);
    await userEvent.type(again, '{Escape}');
    expect(again.value).toBe('now');
  });

  it('takes what was written in another tab, and that it was sent there', async () => {
    const field: HTMLTextAreaElement = await stage.open();
    await stage.drafts.put({ conversation_id: 'den', text: 'from there' });
    await stage.messenger.drafts.refresh();
    await turn();
    expect(field.value).toBe('from there');
    await stage.drafts.remove('den');
    await stage.messenger.drafts.refresh();
    await turn();
    expect(field.value).toBe('');
  });

  it('says where nothing is kept', async () => {
    await stage.open();
    act(() => stage.messenger.keeping.lack.set('store'));
    expect(screen.getByText(/This browser stores nothing here/u)).toBeInTheDocument();
    act(() => stage.messenger.keeping.lack.set('room'));
    expect(screen.getByText(/There is no room left on this device/u)).toBeInTheDocument();
    act(() => stage.messenger.keeping.lack.set(null));
    expect(screen.queryByText(/no room left/u)).toBeNull();
  });
});
