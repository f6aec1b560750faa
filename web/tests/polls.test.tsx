// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { MemoryRouter } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PollDialog } from '@/features/conversation/composer/poll-dialog';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { MessageActions } from '@/features/conversation/timeline/message-actions';
import { MessageRow } from '@/features/conversation/timeline/message-row';
import { Rows } from '@/features/conversation/timeline/row';
import { ActionsProvider } from '@/features/conversation/timeline/timeline-context';
import { createApi } from '@/shared/api/client';
import type { Conversation, Me, Message, Poll, Reaction, User } from '@/shared/api/wire';
import { clock } from '@/shared/clock';
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
const PEOPLE = [person('ana', 'Ana'), person('ben', 'Ben')];
const POLL: Poll = { options: ['Tea', 'Coffee', 'Water'], multiple: false, ends_at: null };

const vote = (emoji: string, user_ids: string[]): Reaction => ({
  emoji,
  count: user_ids.length,
  user_ids,
  mine: user_ids.includes('ana'),
});

const entryOf = (change: Change, state: Entry['state'] = 'waiting'): Entry => ({
  key: 'k',
  change,
  order: 1,
  created_at: 1,
  not_before: 1,
  state,
});

describe('polls', () => {
  let messenger: Messenger;
  let scene: Scene;

  beforeEach(() => {
    vi.stubGlobal(
      'ResizeObserver',
      class {
        observe = () => undefined;
        unobserve = () => undefined;
        disconnect = () => undefined;
      },
    );
    messenger = offlineMessenger(PEOPLE);
    messenger.people.learn(PEOPLE);
    const timeline = new Timeline('den', 'ana', () => Promise.reject(new Error('offline')));
    const conversation = { id: 'den', kind: 'group', last_seq: 1, rev: 1 } as Conversation;
    const me = { role: 'member', read_seq: 1, last_seq: 1, unread: 0, mentions: 0 } as Me;
    scene = new Scene(messenger, new Room(timeline, 'ana', conversation, me, 1));
  });
  afterEach(() => {
    cleanup();
    clock.ahead_ms.set(0);
    vi.unstubAllGlobals();
  });

  const added = () => messenger.outbox.entries.get().map((it) => it.change);

  async function stage(content: React.ReactNode): Promise<void> {
    const services = {
      api: createApi(() => Promise.resolve(new Response('', { status: 502 }))),
    } as Services;
    const actions = new MessageActions(scene, { focus: () => {}, go: () => {}, show: () => {} });
    render(
      <I18nProvider i18n={await english()}>
        <ServicesProvider value={services}>
          <QueryClientProvider client={new QueryClient()}>
            <MessengerProvider value={messenger}>
              <MemoryRouter>
                <SceneProvider value={scene}>
                  <ActionsProvider value={actions}>{content}</ActionsProvider>
                </SceneProvider>
              </MemoryRouter>
            </MessengerProvider>
          </QueryClientProvider>
        </ServicesProvider>
      </I18nProvider>,
    );
  }

  async function show(shown: Message | null, entries: readonly Entry[] = []): Promise<void> {
    const items = shown ? itemsOf([shown], entries, 'ana') : unsent(entries, () => false);
    const [row] = new Rows().of(items, { context: null, new_from: null, user_id: 'ana' });
    if (!row) throw new Error('no row');
    await stage(<MessageRow isActive isPointedAt={false} row={row} />);
  }

  const asked = (more: Partial<Message> = {}): Message =>
    message(1, 1, { body: 'What do we drink?', poll: POLL, ...more });

  describe('the view', () => {
    it('says what there is to choose, and what was chosen by how many', async () => {
      const reactions = [vote('1️⃣', ['ben']), vote('2️⃣', ['ana']), vote('🎉', ['ben'])];
      await show(asked({ reactions }));
      const group = await screen.findByRole('radiogroup', { name: 'What do we drink?' });
      const options = within(group).getAllByRole('radio');
      expect(options.map((it) => it.getAttribute('aria-label'))).toEqual([
        'Tea, 1 vote, 50%',
        'Coffee, 1 vote, 50%',
        'Water, 0 votes, 0%',
      ]);
      expect(options[1]).toBeChecked();
      expect(options[0]).not.toBeChecked();
      expect(options[0]).toHaveAttribute('title', 'Ben');
      expect(screen.getByText('2 votes')).toBeVisible();
      // Votes are not said twice.
      expect(screen.queryByRole('button', { name: /1️⃣/u })).toBeNull();
      expect(screen.getByRole('button', { name: /🎉/u })).toBeVisible();
    });

    it('votes as one reacts, and takes a vote back', async () => {
      await show(asked({ reactions: [vote('2️⃣', ['ana'])] }));
      await userEvent.click(await screen.findByRole('radio', { name: /^Tea/u }));
      await userEvent.click(screen.getByRole('radio', { name: /^Coffee/u }));
      expect(added()).toMatchObject([
        { kind: 'react', id: 'm1', emoji: '1️⃣', on: true },
        { kind: 'react', id: 'm1', emoji: '2️⃣', on: false },
      ]);
    });

    it('shows a vote in place of the former one before the server has answered', async () => {
      const about = { conversation_id: 'den', id: 'm1', change_id: 'k' };
      const change: Change = { kind: 'react', ...about, emoji: '1️⃣', on: true };
      await show(asked({ reactions: [vote('2️⃣', ['ana', 'ben'])] }), [entryOf(change)]);
      expect(await screen.findByRole('radio', { name: 'Tea, 1 vote, 50%' })).toBeChecked();
      expect(screen.getByRole('radio', { name: 'Coffee, 1 vote, 50%' })).not.toBeChecked();
    });

    it('has boxes where several answers are allowed, and each stays', async () => {
      const about = { conversation_id: 'den', id: 'm1', change_id: 'k' };
      const change: Change = { kind: 'react', ...about, emoji: '1️⃣', on: true };
      const poll = { ...POLL, multiple: true };
      await show(asked({ poll, reactions: [vote('2️⃣', ['ana'])] }), [entryOf(change)]);
      expect(await screen.findByRole('checkbox', { name: /^Tea/u })).toBeChecked();
      expect(screen.getByRole('checkbox', { name: /^Coffee/u })).toBeChecked();
      expect(screen.getByText('Several answers')).toBeVisible();
    });

    it('takes no votes once it has ended, and none on its way', async () => {
      await show(asked({ poll: { ...POLL, ends_at: '2026-01-01T00:00:00.000Z' } }));
      const option = await screen.findByRole('radio', { name: /^Tea/u });
      expect(option).toHaveAttribute('aria-disabled', 'true');
      await userEvent.click(option);
      expect(screen.getByText(/^Ended/u)).toBeVisible();
      cleanup();
      const send = { kind: 'send', conversation_id: 'den', id: 'm1', body: 'Tea?' } as const;
      await show(null, [entryOf({ ...send, poll: POLL }, 'failed')]);
      await userEvent.click(await screen.findByRole('radio', { name: /^Tea/u }));
      expect(added()).toEqual([]);
    });

    it('ends by the server, whatever the clock of this device says', async () => {
      const ends_at = new Date(Date.now() + 30 * 60_000).toISOString();
      await show(asked({ poll: { ...POLL, ends_at } }));
      const option = await screen.findByRole('radio', { name: /^Tea/u });
      expect(option).not.toHaveAttribute('aria-disabled', 'true');
      act(() => clock.ahead_ms.set(-60 * 60_000));
      expect(option).toHaveAttribute('aria-disabled', 'true');
      act(() => clock.ahead_ms.set(60 * 60_000));
      expect(option).not.toHaveAttribute('aria-disabled', 'true');
    });

    it('says who voted for what where one asks, and is gone through by the arrows', async () => {
      await show(asked({ reactions: [vote('1️⃣', ['ana', 'ben'])] }));
      await userEvent.click(await screen.findByRole('button', { name: 'Who voted' }));
      expect(screen.getByText('Ana, Ben')).toBeVisible();
      screen.getByRole('radio', { name: /^Tea/u }).focus();
      await userEvent.keyboard('{ArrowDown}');
      expect(screen.getByRole('radio', { name: /^Coffee/u })).toHaveFocus();
    });

    it('is none in what was deleted', async () => {
      await show(asked({ body: null, poll: null, deleted_at: '2026-01-01T00:00:00.000Z' }));
      expect(screen.queryByRole('radio')).toBeNull();
    });
  });

  describe('the dialog', () => {
    const answer = (number: number) => screen.getByRole('textbox', { name: `Answer ${number}` });
    const write = (field: HTMLElement, value: string) =>
      fireEvent.change(field, { target: { value } });
    const create = () => userEvent.click(screen.getByRole('button', { name: 'Ask' }));

    it('asks what was typed, with the answers that were filled in', async () => {
      messenger.drafts.put({ conversation_id: 'den', text: 'Lunch?', reply_to: 'm0' });
      await stage(<PollDialog begun="Lunch?" />);
      expect(screen.getByRole('textbox', { name: 'Question' })).toHaveValue('Lunch?');
      await userEvent.type(answer(1), ' Soup {Enter}');
      await userEvent.keyboard('Bread{Enter}');
      expect(answer(3)).toHaveFocus();
      await userEvent.click(screen.getByRole('checkbox', { name: 'Several answers' }));
      await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Ends' }), '1 hour');
      await create();
      const [change] = added();
      expect(change).toMatchObject({ kind: 'send', body: 'Lunch?', reply_to: 'm0' });
      const poll = change?.kind === 'send' ? change.poll : undefined;
      expect(poll).toMatchObject({ options: ['Soup', 'Bread'], multiple: true });
      const left = Date.parse(poll?.ends_at ?? '') - Date.now();
      expect(left).toBeGreaterThan(59 * 60_000);
      expect(messenger.drafts.of('den').get()).toBeNull();
      expect(scene.asking.get()).toBeNull();
    });

    it('keeps what was typed and not asked, until it is', async () => {
      await stage(<PollDialog begun="Lunch?" />);
      write(screen.getByRole('textbox', { name: 'Question' }), 'Lunch? Where?');
      write(answer(1), 'Here');
      write(answer(2), 'There');
      await userEvent.click(screen.getByRole('checkbox', { name: 'Several answers' }));
      await userEvent.selectOptions(screen.getByRole('combobox', { name: 'Ends' }), '1 day');
      await userEvent.keyboard('{Escape}');
      cleanup();
      await stage(<PollDialog begun="Lunch?" />);
      expect(screen.getByRole('textbox', { name: 'Question' })).toHaveValue('Lunch? Where?');
      expect([answer(1), answer(2), answer(3)].map((it) => (it as HTMLInputElement).value)).toEqual(
        ['Here', 'There', ''],
      );
      expect(screen.getByRole('checkbox', { name: 'Several answers' })).toBeChecked();
      expect(screen.getByRole('combobox', { name: 'Ends' })).toHaveValue('day');
      await create();
      expect(added()).toMatchObject([{ body: 'Lunch? Where?' }]);
      expect(messenger.drafts.of('den/poll').get()).toBeNull();
    });

    it('asks what is typed now, whatever was kept of another question', async () => {
      await stage(<PollDialog begun="Lunch?" />);
      write(answer(1), 'Here');
      await userEvent.keyboard('{Escape}');
      cleanup();
      await stage(<PollDialog begun="Dinner?" />);
      expect(screen.getByRole('textbox', { name: 'Question' })).toHaveValue('Dinner?');
    });

    it('has a line more whenever the last is filled, up to ten, and fewer where one is taken away', async () => {
      await stage(<PollDialog begun="" />);
      for (let number = 1; number <= 10; number += 1) await userEvent.type(answer(number), 'x');
      expect(screen.queryByRole('textbox', { name: 'Answer 11' })).toBeNull();
      await userEvent.click(screen.getByRole('button', { name: 'Remove answer 10' }));
      expect(answer(10)).toHaveValue('');
    });

    it('says what is missing, and sends nothing until it is there', async () => {
      await stage(<PollDialog begun="" />);
      await create();
      const alert = screen.getByRole('alert');
      expect(alert).toHaveTextContent('Write a question.');
      await userEvent.type(screen.getByRole('textbox', { name: 'Question' }), 'Lunch?');
      expect(alert).toHaveTextContent('Write at least two answers.');
      await userEvent.type(answer(1), 'Soup');
      await userEvent.type(answer(2), 'Soup');
      expect(alert).toHaveTextContent('Two answers are the same.');
      expect(added()).toEqual([]);
      await userEvent.type(answer(2), 's');
      await create();
      expect(added()).toHaveLength(1);
    });
  });
});
