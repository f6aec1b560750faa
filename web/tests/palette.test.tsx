// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Palette } from '@/features/palette/palette';
import { conversation, openScreen, person } from './model/told-screen';

describe('the palette', () => {
  let screened: Awaited<ReturnType<typeof openScreen>>;
  const close = vi.fn();

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
    screened = await openScreen({
      screen: <Palette isOpen onClose={close} />,
      rooms: [
        { conversation: conversation('one', { title: 'Allotment' }) },
        { conversation: conversation('two', { title: 'Garden' }) },
      ],
      answer: ({ query }) => {
        const all = [person('ana', 'Ana'), person('ben', 'Ben Okafor')];
        const found = all.filter((it) => it.username.includes(query.get('query') ?? ''));
        return { data: { users: found, next_cursor: null } };
      },
    });
    await screen.findByRole('option', { name: 'Garden' });
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('finds a conversation by a part of its name, and goes there', async () => {
    await userEvent.keyboard('gard{Enter}');
    expect(screened.address()).toBe('/c/two');
    expect(close).toHaveBeenCalled();
  });

  it('finds people, but not oneself', async () => {
    await userEvent.keyboard('b');
    expect(await screen.findByRole('option', { name: 'Ben Okafor @ben' })).toBeVisible();
    expect(screen.queryByRole('option', { name: /^Ana/ })).toBeNull();
  });

  it('offers first what is first, also where that is found later', async () => {
    await userEvent.keyboard('ben');
    const ben = await screen.findByRole('option', { name: 'Ben Okafor @ben' });
    await waitFor(() => expect(ben).toHaveAttribute('aria-selected', 'true'));
    await userEvent.keyboard('{ArrowDown}');
    expect(screen.getAllByRole('option')[1]).toHaveAttribute('aria-selected', 'true');
  });

  it('offers nobody who was found for other words', async () => {
    await userEvent.keyboard('keyboard');
    const [first] = screen.getAllByRole('option');
    expect(first).toHaveAccessibleName(/^Keyboard shortcuts/);
  });

  it('finds what can be done, and searches for whatever is typed', async () => {
    await userEvent.keyboard('notif');
    expect(screen.getByRole('option', { name: 'Notification settings' })).toBeVisible();
    await userEvent.click(screen.getByRole('option', { name: 'Search messages for “notif”' }));
    expect(screened.address()).toBe('/?search=notif');
  });
});
