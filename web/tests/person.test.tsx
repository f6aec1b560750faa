// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { endOf } from '@/features/person/endings';
import { localTime } from '@/features/person/local-time';
import { ProfileCard } from '@/features/person/profile-card';
import { StatusDialog } from '@/features/person/status-dialog';
import type { User } from '@/shared/api/wire';
import { People } from '@/shared/people/people';
import { StatusSign } from '@/shared/people/status-sign';
import { loadFloating } from '@/shared/ui/floating';
import { type Call, openScreen, person } from './model/told-screen';

describe('a status', () => {
  afterEach(() => {
    cleanup();
    vi.useRealTimers();
  });

  it('ends when it was chosen to', () => {
    const wednesday = new Date(2026, 10, 25, 14, 30);
    const end = (it: Parameters<typeof endOf>[0]) => endOf(it, wednesday)?.getTime();
    expect(end('half_hour')).toBe(new Date(2026, 10, 25, 15, 0).getTime());
    expect(end('four_hours')).toBe(new Date(2026, 10, 25, 18, 30).getTime());
    expect(end('today')).toBe(new Date(2026, 10, 26).getTime());
    expect(end('week')).toBe(new Date(2026, 10, 30).getTime());
    expect(end('never')).toBeUndefined();
    const sunday = new Date(2026, 10, 29, 23, 59);
    expect(endOf('week', sunday)?.getTime()).toBe(new Date(2026, 10, 30).getTime());
  });

  it('vanishes by itself when it is over, for as long as one looks', () => {
    vi.useFakeTimers({ now: new Date('2026-11-25T12:00:00Z') });
    const people = new People(() => Promise.resolve([]));
    const status = { emoji: '🥪', text: 'at lunch', until: '2026-11-27T12:00:00.000Z' };
    people.learn([{ ...person('ben', 'Ben'), status }]);
    const ben = people.person('ben');
    expect(ben.get()?.status).toEqual(status);
    vi.advanceTimersByTime(47 * 60 * 60_000);
    expect(ben.get()?.status).toEqual(status);
    vi.advanceTimersByTime(60 * 60_000);
    expect(ben.get()?.status).toBeNull();
    people.learn([
      { ...person('cleo', 'Cleo'), status: { ...status, until: '2026-11-01T00:00:00Z' } },
    ]);
    expect(people.person('cleo').get()?.status).toBeNull();
    people.stop();
  });

  it('is a sign beside a name, with its words', async () => {
    const status = { emoji: null, text: 'at lunch', until: null };
    await openScreen({
      screen: <StatusSign user={{ ...person('ben', 'Ben'), status }} />,
      answer: () => null,
    });
    expect(screen.getByRole('img', { name: 'at lunch' })).toHaveTextContent('💬');
  });

  async function ask(me: Partial<User> = {}) {
    const saved: Call[] = [];
    const close = vi.fn();
    await openScreen({
      screen: <StatusDialog isOpen onClose={close} />,
      me,
      answer: (call) => {
        if (call.method !== 'PATCH') return null;
        saved.push(call);
        return { data: person('ana', 'Ana') };
      },
    });
    return { saved, close };
  }

  it('is chosen from what many say, with an end', async () => {
    const { saved, close } = await ask();
    await userEvent.click(await screen.findByRole('button', { name: 'Working from home' }));
    await userEvent.click(screen.getByRole('button', { name: 'Save' }));
    await waitFor(() => expect(close).toHaveBeenCalled());
    const [{ body } = { body: null }] = saved;
    expect(body).toMatchObject({ status: { emoji: '🏡', text: 'Working from home' } });
    const { until } = (body as { status: { until: string } }).status;
    expect(new Date(until).getHours()).toBe(0);
  });

  it('goes on to its end where only its words are changed, and is taken away', async () => {
    const status = { emoji: '🥪', text: 'at lunch', until: '2126-11-27T12:00:00.000Z' };
    const { saved } = await ask({ status });
    const field = await screen.findByRole('textbox', { name: 'What are you up to?' });
    await userEvent.type(field, ' still');
    await userEvent.keyboard('{Enter}');
    await waitFor(() => expect(saved).toHaveLength(1));
    expect(saved[0]?.body).toEqual({ status: { ...status, text: 'at lunch still' } });
    await userEvent.click(screen.getByRole('button', { name: 'Clear status' }));
    await waitFor(() => expect(saved).toHaveLength(2));
    expect(saved[1]?.body).toEqual({ status: null });
  });
});

describe('a profile', () => {
  beforeEach(loadFloating);
  afterEach(cleanup);

  async function show(more: Partial<User>): Promise<void> {
    await openScreen({
      screen: <ProfileCard onClose={() => undefined} user_id="ben" />,
      people: [person('ben', 'Ben Okafor', more)],
      answer: () => null,
    });
  }

  it('tells who that is, what they say, and what time it is for them', async () => {
    const status = { emoji: '🌴', text: 'On holiday', until: null };
    await show({ status, time_zone: 'Asia/Kolkata', role: 'admin' });
    const card = await screen.findByRole('dialog', { name: 'Ben Okafor' });
    expect(card).toHaveTextContent('@ben');
    expect(card).toHaveTextContent('Manages this place');
    expect(card).toHaveTextContent('On holiday');
    expect(card).toHaveTextContent(/It is \d+:\d\d.* there/);
    expect(screen.getByRole('button', { name: 'Write a message' })).toBeVisible();
  });

  /** In front of Ben's, whom one has blocked already or not. */
  async function consider(isBlocked: boolean, more: Partial<User> = {}) {
    const ben = person('ben', 'Ben Okafor', more);
    let users = isBlocked ? [ben] : [];
    return await openScreen({
      screen: <ProfileCard onClose={() => undefined} user_id="ben" />,
      people: [ben],
      answer: ({ method, path }) => {
        if (path === '/api/users/me/blocks') return { data: { users } };
        users = method === 'PUT' ? [ben] : [];
        return { data: null };
      },
    });
  }

  it('asks before it blocks somebody, and offers no more to write to them', async () => {
    const stage = await consider(false);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Block' }));
    const question = await screen.findByRole('alertdialog', { name: 'Block Ben Okafor?' });
    expect(question).toHaveTextContent('nobody can write any more');
    expect(stage.asked('PUT', '/api/users/ben/block')).toEqual([]);
    await user.click(within(question).getByRole('button', { name: 'Block' }));
    const unblock = await screen.findByRole('button', { name: 'Unblock' });
    expect(stage.asked('PUT', '/api/users/ben/block')).toHaveLength(1);
    expect(unblock).toHaveFocus();
    expect(screen.queryByRole('button', { name: 'Write a message' })).toBeNull();
  });

  it('leaves everybody as they are where the question is answered with no', async () => {
    const stage = await consider(false);
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Block' }));
    const question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Cancel' }));
    expect(await screen.findByRole('button', { name: 'Block' })).toHaveFocus();
    expect(stage.asked('PUT', '/api/users/ben/block')).toEqual([]);
  });

  it('takes a block back without a question', async () => {
    const stage = await consider(true);
    await userEvent.click(await screen.findByRole('button', { name: 'Unblock' }));
    expect(await screen.findByRole('button', { name: 'Block' })).toBeVisible();
    expect(screen.getByRole('button', { name: 'Write a message' })).toBeVisible();
    expect(stage.asked('DELETE', '/api/users/ben/block')).toHaveLength(1);
  });

  it.each([
    ['a bot', { role: 'bot' }],
    ['an account that is no more', { username: 'deleted', disabled: true }],
  ] as const)('offers to block nobody who is %s', async (_, more) => {
    await consider(false, more);
    await screen.findByRole('dialog');
    expect(screen.queryByRole('button', { name: 'Block' })).toBeNull();
  });

  it('offers to write to nobody who can’t read', async () => {
    await show({ disabled: true });
    await screen.findByRole('dialog');
    expect(screen.queryByRole('button', { name: 'Write a message' })).toBeNull();
  });

  it('says nothing of a zone that this browser does not know', () => {
    expect(localTime('Mars/Olympus', new Date(), ['en'])).toBeNull();
    expect(localTime('UTC', new Date('2026-01-01T12:34:00Z'), ['en-GB'])).toBe('12:34');
  });
});
