// @vitest-environment jsdom
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { completionPart } from '@/features/conversation/composer/completer';
import { Composer } from '@/features/conversation/composer/composer';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { createApi } from '@/shared/api/client';
import type { Conversation, Me, Message, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { Messenger } from '@/shared/messenger/messenger';
import { Room } from '@/shared/mirror/room';
import type { Attention } from '@/shared/reading/attention';
import { MessengerProvider, type Services, ServicesProvider } from '@/shared/services';
import { Timeline } from '@/shared/timeline/timeline';
import { message } from './messages';
import { english } from './model/english';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { memoryUploads } from './model/memory-uploads';

const user = (id: string, display_name: string): User => ({
  id,
  username: id,
  display_name,
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
});
const PEOPLE = [user('ana', 'Ana'), user('ben', 'Ben Okafor'), user('jo', 'Jörg Müller')];

const conversation = {
  id: 'den',
  kind: 'group',
  title: 'Den',
  members_count: 3,
  member_ids: ['ana', 'ben', 'jo'],
  last_seq: 3,
  rev: 3,
  created_at: '2026-01-01T00:00:00.000Z',
} as Conversation;
const me = { role: 'owner', read_seq: 3, last_seq: 3, unread: 0, mentions: 0, notify: 'all' } as Me;
const page = [
  message(1, 1),
  message(2, 2, { sender_id: 'ana', body: 'mine' }),
  message(3, 3, { sender_id: 'ana', body: null, deleted_at: '2026-01-01T00:00:00.000Z' }),
];

/** What was asked for is answered, and shown. */
async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('the composer', () => {
  const drafts = memoryDrafts();
  let messenger: Messenger;
  let scene: Scene;
  let told: string[];
  /** The message that the server finds. */
  let found: Message | null;

  beforeEach(() => {
    vi.stubGlobal('CSS', { supports: () => true });
    found = null;
    Element.prototype.scrollIntoView = () => undefined;
  });
  afterEach(async () => {
    cleanup();
    vi.unstubAllGlobals();
    await turn();
    await drafts.remove('den');
  });

  async function open(): Promise<HTMLTextAreaElement> {
    messenger = new Messenger({
      user_id: 'ana',
      credentials: { token: () => Promise.resolve(null), renew: () => Promise.resolve(null) },
      dial: () => ({ ask: () => Promise.reject(new Error('offline')), close: () => undefined }),
      loadPage: () => Promise.reject(new Error('offline')),
      loadUsers: (ids) => Promise.resolve(PEOPLE.filter((it) => ids.includes(it.id))),
      entries: memoryEntries(),
      drafts,
      uploads: memoryUploads(),
      attention: new Cell<Attention>('away'),
    });
    told = [];
    vi.spyOn(messenger.typing, 'typed').mockImplementation(() => void told.push('typed'));
    vi.spyOn(messenger.typing, 'stopped').mockImplementation(() => void told.push('stopped'));
    await messenger.drafts.refresh();
    const timeline = new Timeline('den', 'ana', () =>
      Promise.resolve({ messages: page, has_more_before: false, has_more_after: false }),
    );
    scene = new Scene(messenger, new Room(timeline, 'ana', conversation, me, 1));
    await timeline.load();
    const services = {
      api: createApi((request) => Promise.resolve(answer(request))),
      messenger: new Cell<Messenger | null>(messenger),
    } as Services;
    render(
      <I18nProvider i18n={await english()}>
        <ServicesProvider value={services}>
          <QueryClientProvider
            client={new QueryClient({ defaultOptions: { queries: { retry: false } } })}
          >
            <MessengerProvider value={messenger}>
              <SceneProvider value={scene}>
                <Composer />
              </SceneProvider>
            </MessengerProvider>
          </QueryClientProvider>
        </ServicesProvider>
      </I18nProvider>,
    );
    await turn();
    return screen.getByRole('textbox', { name: 'Message' });
  }

  const answer = ({ url }: Request): Response =>
    found && url.endsWith(`/messages/${found.id}`)
      ? Response.json(found)
      : new Response('', { status: 502 });
  const sent = () => messenger.outbox.entries.get().map(({ change }) => change);
  const bodies = () => sent().map((it) => ('body' in it ? it.body : it.kind));
  const send = () => screen.getByRole('button', { name: 'Send' });
  const options = () =>
    screen.queryAllByRole('option').map((it) => it.querySelector('bdi')?.textContent);

  it('sends with Enter, once, and begins anew', async () => {
    const field = await open();
    expect(field.placeholder).toBe('Message Den');
    await userEvent.type(field, '  hello \n'.trimEnd());
    await userEvent.keyboard('{Enter}{Enter}');
    expect(bodies()).toEqual(['  hello']);
    expect(field.value).toBe('');
    expect(document.activeElement).toBe(field);
    expect(scene.newestWanted.get()).toBe(1);
    expect(told.at(-1)).toBe('stopped');
  });

  it('makes a line with Shift and Enter', async () => {
    const field = await open();
    await userEvent.type(field, 'one{Shift>}{Enter}{/Shift}two');
    expect(field.value).toBe('one\ntwo');
    expect(sent()).toEqual([]);
  });

  it('makes a line with Enter where one types by thumb, and has a button that sends', async () => {
    vi.stubGlobal('matchMedia', (query: string) => ({ matches: query === '(pointer: coarse)' }));
    const field = await open();
    expect(send()).toBeDisabled();
    await userEvent.type(field, 'one{Enter}two');
    await userEvent.click(send());
    expect(bodies()).toEqual(['one\ntwo']);
    expect(send()).toBeDisabled();
  });

  it('leaves Enter to an input method that is putting a word together', async () => {
    const field = await open();
    await userEvent.type(field, 'さくら');
    fireEvent.keyDown(field, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(field, { key: 'Enter', keyCode: 229 });
    expect(sent()).toEqual([]);
    fireEvent.keyDown(field, { key: 'Enter' });
    expect(bodies()).toEqual(['さくら']);
  });

  it('sends nothing that is blank', async () => {
    const field = await open();
    await userEvent.type(field, '  {Shift>}{Enter}{/Shift} {Enter}');
    expect(sent()).toEqual([]);
    expect(send()).toBeDisabled();
    expect(told).not.toContain('typed');
  });

  it('says by how much it is too long, and loses nothing of it', async () => {
    const field = await open();
    const long = 'x'.repeat(30_000);
    fireEvent.input(field, { target: { value: long } });
    expect(field).toHaveAccessibleDescription('10,000 characters too long');
    // Read out once, and not with each key.
    expect(screen.getByText('The message is too long to send.')).toHaveRole('status');
    expect(send()).toBeDisabled();
    fireEvent.keyDown(field, { key: 'Enter' });
    expect([sent(), field.value]).toEqual([[], long]);
    fireEvent.input(field, { target: { value: long.slice(0, 19_990) } });
    expect(screen.getByText('10 characters left')).toBeInTheDocument();
    expect(send()).toBeEnabled();
  });

  it('answers a message, and no longer after Escape', async () => {
    const field = await open();
    act(() => scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await turn();
    expect(document.activeElement).toBe(field);
    expect(field).toHaveAccessibleDescription(/^Reply to Ben Okafor: 1 as of 1/u);
    await userEvent.type(field, 'yes{Enter}');
    expect(sent()).toMatchObject([{ kind: 'send', body: 'yes', reply_to: 'm1' }]);
    expect(scene.writing.get().name).toBe('new');
    act(() => scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.type(field, 'stays{Escape}');
    expect([scene.writing.get().name, field.value]).toEqual(['new', 'stays']);
    await userEvent.keyboard('{Enter}');
    expect(sent()[1]).not.toHaveProperty('reply_to');
  });

  it('changes one’s last message with the arrow up, in an empty text only', async () => {
    const field = await open();
    await userEvent.type(field, 'x{ArrowUp}');
    expect(scene.writing.get().name).toBe('new');
    await userEvent.type(field, '{Backspace}{ArrowUp}');
    expect(field.value).toBe('mine');
    await userEvent.type(field, ' and yours{Enter}');
    expect(sent()).toMatchObject([{ kind: 'edit', id: 'm2', body: 'mine and yours' }]);
    expect([scene.writing.get().name, field.value]).toEqual(['new', '']);
    await userEvent.keyboard('{ArrowUp}');
    expect(field.value).toBe('mine and yours');
  });

  it('keeps what was begun aside while a message is changed', async () => {
    const field = await open();
    act(() => scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.type(field, 'begun');
    act(() => scene.writing.set({ name: 'edit', message: page[1] ?? message(2, 2) }));
    expect(field.value).toBe('mine');
    await userEvent.type(field, '{Enter}');
    expect([sent(), field.value, scene.writing.get().name]).toEqual([[], 'begun', 'reply']);
    act(() => scene.writing.set({ name: 'edit', message: page[1] ?? message(2, 2) }));
    await userEvent.clear(field);
    await userEvent.keyboard('{Enter}');
    expect(field).toHaveAccessibleDescription(/There is nothing to save/u);
    await userEvent.keyboard('{Escape}');
    expect([sent(), field.value, scene.writing.get().name]).toEqual([[], 'begun', 'reply']);
  });

  it('brings back what was begun, with what it answers, and a change that was not saved', async () => {
    await open();
    act(() => scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.keyboard('begun');
    cleanup();
    const again = await open();
    expect([again.value, scene.writing.get()]).toMatchObject(['begun', { to: { id: 'm1' } }]);
    act(() => scene.writing.set({ name: 'edit', message: page[1] ?? message(2, 2) }));
    await userEvent.type(again, ' too');
    cleanup();
    const third = await open();
    expect([third.value, scene.writing.get().name]).toEqual(['mine too', 'edit']);
    await userEvent.type(third, '{Escape}');
    expect([third.value, scene.writing.get().name]).toEqual(['begun', 'reply']);
  });

  it('changes no earlier message while the last one is on its way', async () => {
    const field = await open();
    await userEvent.type(field, 'oops{Enter}{ArrowUp}');
    expect([scene.writing.get().name, field.value]).toEqual(['new', '']);
  });

  it('goes on with a change when its message can be found, and sends what is typed first', async () => {
    const edit = { id: 'm9', text: 'changed' };
    await drafts.put({ conversation_id: 'den', text: 'begun', edit });
    const field = await open();
    expect([field.value, scene.writing.get().name]).toEqual(['begun', 'new']);
    await userEvent.type(field, ' and sent{Enter}');
    expect(bodies()).toEqual(['begun and sent']);
    await turn();
    expect(await drafts.list()).toEqual([{ conversation_id: 'den', text: '', edit }]);
    cleanup();
    const again = await open();
    found = message(9, 9, { sender_id: 'ana', body: 'old' });
    act(() => messenger.connection.state.set({ name: 'online' }));
    await turn();
    expect([again.value, scene.writing.get().name]).toEqual(['changed', 'edit']);
    act(() => messenger.stop());
  });

  it('puts no change in place of what is being typed', async () => {
    await drafts.put({ conversation_id: 'den', text: '', edit: { id: 'm9', text: 'changed' } });
    const field = await open();
    await userEvent.type(field, 'now');
    found = message(9, 9, { sender_id: 'ana', body: 'old' });
    act(() => messenger.connection.state.set({ name: 'online' }));
    await turn();
    expect(field.value).toBe('now');
    act(() => messenger.stop());
    cleanup();
    const again = await open();
    expect([again.value, scene.writing.get().name]).toEqual(['changed', 'edit']);
    await userEvent.type(again, '{Escape}');
    expect(again.value).toBe('now');
  });

  it('takes what was written in another tab, and that it was sent there', async () => {
    const field = await open();
    await drafts.put({ conversation_id: 'den', text: 'from there' });
    await messenger.drafts.refresh();
    await turn();
    expect(field.value).toBe('from there');
    await drafts.remove('den');
    await messenger.drafts.refresh();
    await turn();
    expect(field.value).toBe('');
  });

  it('completes a name that was begun before anything knew of names', async () => {
    const field = await open();
    fireEvent.input(field, { target: { value: '@be' } });
    expect(options()).toEqual([]);
    field.setSelectionRange(3, 3);
    await vi.waitFor(() => expect(options()).toEqual(['Ben Okafor']));
    await userEvent.keyboard('{Enter}');
    expect([field.value, sent()]).toEqual(['@ben ', []]);
  });

  it('completes a name by keyboard', async () => {
    await completionPart.load();
    const field = await open();
    await userEvent.type(field, 'hi @');
    await turn();
    expect(options()).toEqual([
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
    expect([field.value, sent(), options()]).toEqual(['hi @all @jo ', [], []]);
    await userEvent.keyboard('{Enter}');
    expect(bodies()).toEqual(['hi @all @jo']);
  });

  it('closes the names with Escape until another @, and takes one by touch', async () => {
    await completionPart.load();
    const field = await open();
    act(() => scene.writing.set({ name: 'reply', to: message(1, 1) }));
    await userEvent.type(field, '@b{Escape}e');
    expect([options(), scene.writing.get().name]).toEqual([[], 'reply']);
    await userEvent.keyboard(' @b');
    await turn();
    await userEvent.click(screen.getByRole('option', { name: /Ben/u }));
    expect(field.value).toBe('@be @ben ');
    expect(document.activeElement).toBe(field);
  });

  it('says who else is typing, without reading it out', async () => {
    await open();
    const typing = (user_id: string) =>
      act(() => messenger.typing.hear({ conversation_id: 'den', user_id, on: true }));
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
    const field = await open();
    await userEvent.type(field, 'typing on');
    const before = field.parentElement?.innerHTML;
    const draw = vi.spyOn(messenger.people, 'person');
    act(() => {
      for (let n = 4; n < 104; n += 1) {
        scene.room.hear({ after_rev: n - 1, rev: n, messages: [message(n, n)] });
      }
    });
    expect(draw).not.toHaveBeenCalled();
    expect(field.parentElement?.innerHTML).toBe(before);
  });

  it('says where nothing is kept', async () => {
    await open();
    act(() => messenger.outbox.isDurable.set(false));
    expect(screen.getByText(/This browser stores nothing here/u)).toBeInTheDocument();
  });
});
