// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { failurePart } from '@/features/conversation/timeline/failure-place';
import { MessageActions } from '@/features/conversation/timeline/message-actions';
import { MessageRow } from '@/features/conversation/timeline/message-row';
import { Rows } from '@/features/conversation/timeline/row';
import { ActionsProvider } from '@/features/conversation/timeline/timeline-context';
import { createApi } from '@/shared/api/client';
import type { Conversation, Me, Message, User } from '@/shared/api/wire';
import { itemsOf, unsent } from '@/shared/messenger/item';
import type { Messenger } from '@/shared/messenger/messenger';
import { Room } from '@/shared/mirror/room';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { MessengerProvider, type Services, ServicesProvider } from '@/shared/services';
import { Timeline } from '@/shared/timeline/timeline';
import { message } from './messages';
import { english } from './model/english';
import { offlineMessenger } from './model/offline-messenger';

const person = (id: string, display_name: string): User => ({
  id,
  username: id,
  display_name,
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
});
const PEOPLE = [person('ana', 'Ana'), person('ben', 'Ben <b>Okafor</b>')];

const problem = { type: '', title: '', status: 403, code: 'forbidden', detail: 'No.' } as const;

describe('a message', () => {
  let messenger: Messenger;
  let scene: Scene;
  const go = vi.fn();

  beforeEach(() => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
    );
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  async function show(shown: Message | null, entries: readonly Entry[] = []): Promise<HTMLElement> {
    messenger = offlineMessenger(PEOPLE);
    messenger.people.learn(PEOPLE);
    const timeline = new Timeline('den', 'ana', () => Promise.reject(new Error('offline')));
    const conversation = { id: 'den', kind: 'group', last_seq: 1, rev: 1 } as Conversation;
    const me = { role: 'member', read_seq: 1, last_seq: 1, unread: 0, mentions: 0 } as Me;
    scene = new Scene(messenger, new Room(timeline, 'ana', conversation, me, 1));
    const items = shown ? itemsOf([shown], entries, 'ana') : unsent(entries, () => false);
    const [row] = new Rows().of(items, { context: null, new_from: null, user_id: 'ana' });
    if (!row) throw new Error('no row');
    const services = {
      api: createApi(() => Promise.resolve(new Response('', { status: 502 }))),
    } as Services;
    render(
      <I18nProvider i18n={await english()}>
        <ServicesProvider value={services}>
          <QueryClientProvider client={new QueryClient()}>
            <MessengerProvider value={messenger}>
              <MemoryRouter>
                <SceneProvider value={scene}>
                  <ActionsProvider
                    value={new MessageActions(scene, { focus: () => {}, go, show: () => {} })}
                  >
                    <MessageRow isActive isPointedAt={false} row={row} />
                  </ActionsProvider>
                </SceneProvider>
              </MemoryRouter>
            </MessengerProvider>
          </QueryClientProvider>
        </ServicesProvider>
      </I18nProvider>,
    );
    return screen.getByRole('article');
  }

  const added = () => messenger.outbox.entries.get().map((it) => it.change);
  const entry = (change: Change, more: Partial<Entry> = {}): Entry => ({
    key: 'k',
    change,
    order: 1,
    created_at: 1,
    not_before: 1,
    state: 'waiting',
    ...more,
  });
  const about = { conversation_id: 'den', id: 'm1', change_id: 'k' };

  it('is named by who, when and what', async () => {
    const row = await show(message(1, 1, { body: 'hello' }));
    expect(row).toHaveAccessibleName(/^Ben <b>Okafor<\/b>, .*: hello$/);
  });

  it('is plain text, whatever is in it', async () => {
    const body = '<img src=x onerror=alert(1)> javascript:alert(1) https://example.org';
    const row = await show(message(1, 1, { body }));
    expect(row.querySelector('img')).toBeNull();
    expect(row).toHaveTextContent(body);
    const link = screen.getByRole('link');
    expect(link).toHaveAttribute('href', 'https://example.org/');
    expect(link).toHaveAttribute('rel', 'noopener noreferrer nofollow');
  });

  it('marks the names that the server found', async () => {
    const row = await show(message(1, 1, { body: '@Ana and @nobody', mentions: ['ana'] }));
    const marked = [...row.querySelectorAll('[data-me]')].map((it) => it.textContent);
    expect(marked).toEqual(['@Ana']);
  });

  it('is answered, changed and deleted by its keys', async () => {
    const own = message(1, 1, { sender_id: 'ana', body: 'mine' });
    (await show(own)).focus();
    await userEvent.keyboard('r');
    expect(scene.writing.get()).toEqual({ name: 'reply', to: own });
    await userEvent.keyboard('e');
    expect(scene.writing.get()).toEqual({ name: 'edit', message: own });
    await userEvent.keyboard('{Delete}');
    expect(added()).toMatchObject([{ kind: 'delete', id: 'm1' }]);
  });

  it('is pinned, saved and forwarded by its keys', async () => {
    const shown = message(1, 1, { bookmarked: true });
    (await show(shown)).focus();
    await userEvent.keyboard('ps');
    expect(added()).toMatchObject([
      { kind: 'pin', id: 'm1', on: true },
      { kind: 'save', id: 'm1', on: false },
    ]);
    await userEvent.keyboard('f');
    expect(scene.forwarding.get()).toEqual([shown]);
  });

  it('is pinned in a channel by nobody but its owners', async () => {
    const row = await show(message(1, 1));
    const { view } = scene.room;
    const { conversation, me } = view.get();
    view.set({ conversation: { ...conversation, kind: 'channel' }, me });
    row.focus();
    await userEvent.keyboard('p');
    expect(added()).toEqual([]);
  });

  it('has its keys in every script, where a letter lies', async () => {
    const shown = message(1, 1);
    const row = await show(shown);
    fireEvent.keyDown(row, { key: 'к', code: 'KeyR' });
    expect(scene.writing.get()).toEqual({ name: 'reply', to: shown });
    fireEvent.keyDown(row, { key: 'ب', code: 'KeyF' });
    expect(scene.forwarding.get()).toEqual([shown]);
  });

  it('is deleted by the key that a Mac has for it', async () => {
    (await show(message(1, 1, { sender_id: 'ana' }))).focus();
    await userEvent.keyboard('{Backspace}');
    expect(added()).toMatchObject([{ kind: 'delete', id: 'm1' }]);
  });

  it('leads to its thread by its key, and none hangs on what is in one', async () => {
    (await show(message(1, 1))).focus();
    await userEvent.keyboard('t');
    expect(go).toHaveBeenCalledWith('/c/den/t/m1');
    cleanup();
    go.mockClear();
    (await show(message(2, 2, { thread_id: 'm1' }))).focus();
    await userEvent.keyboard('t');
    expect(go).not.toHaveBeenCalled();
  });

  it('says who replied in its thread, how often, and what is new there', async () => {
    const thread = {
      replies: 3,
      user_ids: ['ben'],
      last_seq: 4,
      last_at: new Date().toISOString(),
      mine: true,
    };
    await show(message(1, 1, { thread }));
    const line = await screen.findByRole('link', { name: /^3 replies ?last today/ });
    expect(line).toHaveAttribute('href', '/c/den/t/m1');
  });

  it('is changed and deleted by nobody else', async () => {
    (await show(message(1, 1))).focus();
    await userEvent.keyboard('e{Delete}{Backspace}');
    expect(scene.writing.get()).toEqual({ name: 'new' });
    expect(added()).toEqual([]);
  });

  it('can be undone while its deletion is held back', async () => {
    const deletion = entry({ kind: 'delete', ...about });
    await show(message(1, 1, { sender_id: 'ana' }), [deletion]);
    const undo = vi.spyOn(messenger.outbox, 'undo');
    expect(screen.getByText('Message deleted')).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Undo' }));
    expect(undo).toHaveBeenCalledWith('k');
  });

  it('says beside itself what did not work, with a way on', async () => {
    const send: Change = { kind: 'send', conversation_id: 'den', id: 'm1', body: 'hi' };
    const failed = entry(send, { key: 'm1', state: 'failed', problem });
    await failurePart.load();
    const row = await show(null, [failed]);
    expect(row).toHaveAccessibleDescription(/^Not sent\./);
    const retry = vi.spyOn(messenger.outbox, 'retry');
    const undo = vi.spyOn(messenger.outbox, 'undo');
    await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
    await userEvent.click(screen.getByRole('button', { name: 'Discard' }));
    expect(retry).toHaveBeenCalledWith('m1');
    expect(undo).toHaveBeenCalledWith('m1');
  });

  it('says that what was to be changed is deleted, and does not offer to try again', async () => {
    const gone = { ...problem, status: 410, code: 'gone' } as const;
    const edit = entry({ kind: 'edit', ...about, body: 'new' }, { state: 'failed', problem: gone });
    await failurePart.load();
    const row = await show(message(1, 1, { sender_id: 'ana', deleted_at: 'x', body: null }), [
      edit,
    ]);
    expect(row).toHaveAccessibleDescription('Not changed. The message was deleted meanwhile.');
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
    expect(screen.getByRole('button', { name: 'Discard' })).toBeVisible();
  });

  it('offers no way back from a deletion that is on its way', async () => {
    const deletion = entry({ kind: 'delete', ...about }, { state: 'sending' });
    await show(message(1, 1, { sender_id: 'ana' }), [deletion]);
    expect(screen.getByText('Message deleted')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Undo' })).toBeNull();
  });

  it('shows a kind that it does not know: its words, or that something happened', async () => {
    const unknown = { kind: 'poll' as 'text', sender_id: 'ben' };
    const row = await show(message(1, 1, { ...unknown, body: 'Lunch?' }));
    expect(row).toHaveAccessibleName(/: Lunch\?$/u);
    cleanup();
    expect(await show(message(1, 1, { ...unknown, body: null }))).toHaveTextContent(/not know/u);
  });

  it('takes a reaction back that was mine, and joins in with others', async () => {
    const reactions = [
      { emoji: '👍', count: 1, user_ids: ['ana'], mine: true },
      { emoji: '🎉', count: 1, user_ids: ['ben'], mine: false },
    ];
    await show(message(1, 1, { reactions }));
    const mine = screen.getByRole('button', { name: /👍/ });
    expect(mine).toHaveAttribute('aria-pressed', 'true');
    expect(mine).toHaveAttribute('title', 'Ana');
    await userEvent.click(mine);
    await userEvent.click(screen.getByRole('button', { name: /🎉/ }));
    expect(added()).toMatchObject([
      { kind: 'react', emoji: '👍', on: false },
      { kind: 'react', emoji: '🎉', on: true },
    ]);
  });
});
