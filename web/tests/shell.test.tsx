// @vitest-environment jsdom
import { act, cleanup, fireEvent, render, screen, within } from '@testing-library/react';
import '@testing-library/jest-dom/vitest';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Sidebar } from '@/features/sidebar/sidebar';
import type { Me, Problem, User } from '@/shared/api/wire';
import { clock } from '@/shared/clock';
import type { Messenger } from '@/shared/messenger/messenger';
import type { RoomView } from '@/shared/mirror/room';
import { COMPOSER_FIELD, SEARCH_FIELD } from '@/shared/place';
import { message } from './messages';
import { inPlace } from './model/in-place';
import { offlineMessenger } from './model/offline-messenger';

const user = (id: string, display_name: string): User => ({
  id,
  username: id,
  display_name,
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
});
const ANA = user('ana', 'Ana');
const PEOPLE = [ANA, user('ben', 'Ben Okafor')];

function view(id: string, more: Partial<RoomView['conversation']>, me: Partial<Me> = {}): RoomView {
  const conversation = {
    id,
    kind: 'direct',
    members_count: 2,
    member_ids: ['ana', 'ben'],
    created_at: '2026-01-01T00:00:00.000Z',
    last_message: message(1, 1, { body: 'see\n\nyou' }),
    ...more,
  };
  const own = { unread: 0, mentions: 0, notify: 'all', joined_at: '2026-01-01T00:00:00.000Z' };
  return { conversation, me: { ...own, ...me } } as RoomView;
}

describe('around every place', () => {
  let messenger: Messenger;
  let address: string;

  function Address() {
    const { pathname, search } = useLocation();
    address = pathname + search;
    return null;
  }

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    Element.prototype.scrollIntoView = () => undefined;
    messenger = offlineMessenger(PEOPLE);
    messenger.mirror.isKnown.set(true);
  });
  afterEach(() => {
    cleanup();
    clock.ahead_ms.set(0);
    messenger.stop();
    vi.useRealTimers();
  });

  async function show(children: ReactNode): Promise<void> {
    const inside = (
      <MemoryRouter initialEntries={['/c/two']}>
        {children}
        <Address />
      </MemoryRouter>
    );
    render(await inPlace(messenger, ANA, inside));
    await wait(10);
  }

  const wait = async (ms: number): Promise<void> => {
    // biome-ignore lint/nursery/useAwaitThenable: it is one where what it runs is one
    await act(async () => {
      await vi.advanceTimersByTimeAsync(ms);
    });
  };
  const row = (name: RegExp) => screen.getByRole('link', { name });

  it('the list says who wrote what, and what waits', async () => {
    messenger.mirror.views.set([
      view('one', {}, { unread: 3 }),
      view('two', { kind: 'channel', title: 'general', member_ids: null, members_count: 9 }),
      view('three', { kind: 'channel', title: 'art', last_message: null }, { notify: 'none' }),
      view('four', {
        kind: 'group',
        title: 'Trip',
        last_message: message(2, 2, {
          kind: 'system',
          body: null,
          event: 'added',
          data: { user_ids: ['ana'] },
        } as Partial<RoomView['conversation']['last_message']> & object),
      }),
    ]);
    await show(<Sidebar />);
    expect(row(/Ben Okafor.*see you.*3 unread messages/u)).toHaveAttribute('href', '/c/one');
    expect(row(/general.*Ben Okafor: see you/u)).toHaveAttribute('aria-current', 'page');
    expect(row(/art.*muted.*Nothing said yet/u)).toBeVisible();
    expect(row(/Trip.*Ben Okafor added you/u)).toBeVisible();
    const direct = screen.getByRole('region', { name: 'Direct' });
    expect(within(direct).getAllByRole('listitem')).toHaveLength(2);
  });

  it('the list shows what was begun, but for where one is writing', async () => {
    messenger.mirror.views.set([view('one', {}), view('two', { kind: 'group', title: 'Trip' })]);
    await show(<Sidebar />);
    messenger.drafts.put({ conversation_id: 'one', text: 'dear Ben' });
    messenger.drafts.put({ conversation_id: 'two', text: 'dear all' });
    await wait(500);
    expect(row(/Ben Okafor.*Draft: dear Ben/u)).toBeVisible();
    expect(row(/Trip.*Ben Okafor: see you/u)).toBeVisible();
  });

  it('the list shows what waits to go out as said, and what could not as that', async () => {
    messenger.mirror.views.set([view('one', {}), view('three', { kind: 'group', title: 'Trip' })]);
    await show(<Sidebar />);
    const at = { kind: 'send', conversation_id: 'one' } as const;
    act(() => messenger.outbox.add({ ...at, id: 'a', body: 'on my way' }));
    expect(row(/Ben Okafor.*You: on my way/u)).toBeVisible();
    expect(row(/Trip.*Ben Okafor: see you/u)).toBeVisible();
    act(() => messenger.outbox.add({ ...at, id: 'b', body: '', uploads: ['x', 'y'] }));
    expect(row(/Ben Okafor.*You: 2 files/u)).toBeVisible();
    const error = { code: 'forbidden', detail: '' } as Problem;
    act(() => messenger.outbox.reject({ conversation_id: 'one', id: 'b', change: 'send', error }));
    expect(row(/Ben Okafor.*Not sent: 2 files/u)).toBeVisible();
    act(() => void messenger.outbox.undo('b'));
    act(() => messenger.outbox.seen([message(2, 2, { id: 'a' })]));
    expect(row(/^Ben Okafor.*see you/u)).toBeVisible();
  });

  it('the list counts nothing for a moment where one is reading', async () => {
    const two = (unread: number) => view('two', { kind: 'group', title: 'Trip' }, { unread });
    const one = (unread: number) => view('one', {}, { unread });
    const know = async (...views: RoomView[]): Promise<void> => {
      act(() => messenger.mirror.views.set(views));
      await wait(500);
    };
    messenger.mirror.views.set([one(0), two(0)]);
    await show(<Sidebar />);
    await know(one(1), two(1));
    expect(row(/Ben Okafor.*1 unread message/u)).toBeVisible();
    expect(row(/Trip/u)).not.toHaveAccessibleName(/unread/u);
    expect(row(/Trip/u)).toHaveAttribute('data-unread', 'false');
    await know(one(1), two(0));
    // Whoever doesn't read it is told in a while.
    await know(one(1), two(2));
    expect(row(/Trip/u)).not.toHaveAccessibleName(/unread/u);
    await wait(2_000);
    expect(row(/Trip.*2 unread messages/u)).toBeVisible();
    expect(row(/Trip/u)).toHaveAttribute('data-unread', 'true');
  });

  it('a mouse leaves the focus to the composer, and the keyboard stays in the list', async () => {
    messenger.mirror.views.set([view('one', {}), view('two', { kind: 'group', title: 'Trip' })]);
    await show([<Sidebar key="list" />, <textarea id={COMPOSER_FIELD} key="field" />]);
    const press = (name: RegExp, pointerType: string): void => {
      const link = row(name);
      link.focus();
      fireEvent(link, new PointerEvent('click', { bubbles: true, cancelable: true, pointerType }));
    };
    press(/Trip/u, '');
    expect(row(/Trip/u)).toHaveFocus();
    press(/Trip/u, 'touch');
    expect(row(/Trip/u)).toHaveFocus();
    // It is open already.
    press(/Trip/u, 'mouse');
    expect(screen.getByRole('textbox')).toHaveFocus();
    // The one that comes takes it: nothing else has it.
    press(/^Ben Okafor/u, 'mouse');
    expect(address).toBe('/c/one');
    expect(document.body).toHaveFocus();
  });

  it('the list without anything says what to do', async () => {
    await show(<Sidebar />);
    expect(screen.getByText('Nobody has said anything here yet.')).toBeVisible();
    expect(row(/New conversation/u)).toHaveAttribute('href', '/new');
  });

  it('the list never says that there is nothing before what there is is drawn', async () => {
    messenger.mirror.isKnown.set(false);
    await show(<Sidebar />);
    act(() => {
      messenger.mirror.views.set([view('one', {})]);
      messenger.mirror.isKnown.set(true);
    });
    expect(screen.queryByText('Nobody has said anything here yet.')).toBeNull();
    await wait(250);
    expect(row(/Ben Okafor.*see you/u)).toBeVisible();
  });

  it('keys go to the next conversation, to the next unread, and to the search', async () => {
    messenger.mirror.views.set([
      view('one', { kind: 'group', title: 'One' }),
      view('three', { kind: 'group', title: 'Three' }),
      view('two', { kind: 'group', title: 'Two' }, { unread: 1 }),
    ]);
    await show(<Sidebar />);
    fireEvent.keyDown(window, { key: 'ArrowUp', altKey: true });
    expect(address).toBe('/c/three');
    fireEvent.keyDown(window, { key: 'ArrowDown', altKey: true, shiftKey: true });
    expect(address).toBe('/c/two');
    fireEvent.keyDown(window, { key: 'F', ctrlKey: true, shiftKey: true });
    expect(address).toBe('/c/two?search=');
  });

  it('the key of the search is on keyboards of every script', async () => {
    messenger.mirror.views.set([view('one', {})]);
    await show(<Sidebar />);
    fireEvent.keyDown(window, { key: 'А', code: 'KeyF', ctrlKey: true, shiftKey: true });
    expect(address).toBe('/c/two?search=');
  });

  it('the key of the search goes back to its field, and to no other place', async () => {
    messenger.mirror.views.set([view('one', {})]);
    await show([
      <Sidebar key="list" />,
      <input aria-label="words" id={SEARCH_FIELD} key="field" />,
    ]);
    fireEvent.keyDown(window, { key: 'F', ctrlKey: true, shiftKey: true });
    expect(screen.getByLabelText('words')).not.toHaveFocus();
    fireEvent.keyDown(window, { key: 'F', ctrlKey: true, shiftKey: true });
    expect(screen.getByLabelText('words')).toHaveFocus();
    expect(address).toBe('/c/two?search=');
  });

  it('keys that something has a use for itself lead nowhere', async () => {
    messenger.mirror.views.set([view('one', {})]);
    await show([<Sidebar key="list" />, <select aria-label="days" key="select" />]);
    fireEvent.keyDown(screen.getByLabelText('days'), { key: 'ArrowDown', altKey: true });
    expect(address).toBe('/c/two');
  });

  it('a mute that has ended is shown no longer', async () => {
    const muted_until = new Date(Date.now() + 90_000).toISOString();
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'Date'] });
    messenger.mirror.views.set([view('one', { kind: 'group', title: 'One' }, { muted_until })]);
    await show(<Sidebar />);
    expect(row(/One.*muted/u)).toBeVisible();
    await wait(121_000);
    expect(row(/^(?!.*muted).*One/u)).toBeVisible();
  });

  it('a mute ends when the server says so, however wrong the clock of this device is', async () => {
    clock.ahead_ms.set(2 * 3_600_000);
    const muted_until = new Date(Date.now() - 3_600_000).toISOString();
    messenger.mirror.views.set([view('one', { kind: 'group', title: 'One' }, { muted_until })]);
    await show(<Sidebar />);
    expect(row(/One.*muted/u)).toBeVisible();
    act(() => clock.ahead_ms.set(0));
    expect(row(/^(?!.*muted).*One/u)).toBeVisible();
  });
});
