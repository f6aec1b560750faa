// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SearchPanel } from '@/features/search/search-panel';
import { message } from './messages';
import { type Answer, type Call, conversation, openScreen, person } from './model/told-screen';

const rooms = [{ conversation: conversation('den', { title: 'Den' }) }];
const hit = (seq: number, excerpt: string) => ({
  message: message(seq, seq),
  excerpt,
  highlights: [[0, 3]],
});
const page = (next_cursor: string | null, ...hits: unknown[]): Answer => ({
  data: { hits, next_cursor },
});
const SEARCH = '/api/search';

const open = (answer: (call: Call) => Answer | Promise<Answer>, at = '/c/den?search=') =>
  openScreen({
    screen: <SearchPanel conversation_id="den" onClose={() => undefined} />,
    answer,
    at,
    rooms,
  });

describe('searching', () => {
  beforeEach(() => {
    const media = { matches: false, addEventListener: vi.fn(), removeEventListener: vi.fn() };
    vi.stubGlobal('matchMedia', () => media);
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('asks nothing without words, and says what it finds', async () => {
    const stage = await open(() => null, '/c/den?search=%20');
    expect(screen.getByText(/Search finds messages/)).toBeVisible();
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(stage.asked('GET', SEARCH)).toEqual([]);
  });

  it('keeps the words in the address, and marks what was found', async () => {
    const stage = await open(() => page(null, hit(7, 'tea, please')));
    const user = userEvent.setup();
    expect(screen.getByRole('searchbox')).toHaveFocus();
    await user.keyboard('tea');
    const found = await screen.findByText('tea');
    expect(found.tagName).toBe('MARK');
    expect(stage.address()).toBe('/c/den?search=tea');
    expect(stage.asked('GET', SEARCH)).toHaveLength(1);
    expect(screen.getByText('1 message')).toBeVisible();
    // It opens beside the list.
    expect(screen.getByRole('link')).toHaveAttribute('href', '/c/den/7?search=tea');
  });

  it('makes way for a hit where the panel would cover it', async () => {
    vi.stubGlobal('matchMedia', () => ({
      matches: true,
      addEventListener: vi.fn(),
      removeEventListener: vi.fn(),
    }));
    await open(() => page(null, hit(7, 'tea')), '/c/den?search=tea');
    expect(await screen.findByRole('link')).toHaveAttribute('href', '/c/den/7');
  });

  it('never lets an old answer replace a newer one', async () => {
    let answerOld: (answer: Answer) => void = () => undefined;
    const old = new Promise<Answer>((resolve) => {
      answerOld = resolve;
    });
    await open((call) => (call.query.get('query') === 'old' ? old : page(null, hit(2, 'new one'))));
    const user = userEvent.setup();
    await user.keyboard('old');
    await new Promise((resolve) => setTimeout(resolve, 400));
    await user.clear(screen.getByRole('searchbox'));
    await user.keyboard('new');
    await screen.findByText('new');
    answerOld(page(null, hit(1, 'old one')));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(screen.queryByText('old')).toBeNull();
    expect(screen.getByText('new')).toBeVisible();
  });

  it('goes from hit to hit by the arrows, and back to the field', async () => {
    await open(() => page(null, hit(2, 'tea one'), hit(1, 'tea two')), '/c/den?search=tea');
    const user = userEvent.setup();
    const [first, second] = await screen.findAllByRole('link');
    await user.click(screen.getByRole('searchbox'));
    await user.keyboard('{ArrowDown}');
    expect(first).toHaveFocus();
    await user.keyboard('{ArrowDown}');
    expect(second).toHaveFocus();
    await user.keyboard('{ArrowUp}{ArrowUp}');
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });

  it('shows more, and goes on by itself where a page was empty', async () => {
    const stage = await open((call) => {
      const cursor = call.query.get('cursor');
      if (cursor === null) return page('a');
      return cursor === 'a' ? page('b', hit(2, 'tea one')) : page(null, hit(1, 'tea two'));
    }, '/c/den?search=tea');
    const more = await screen.findByRole('button', { name: 'Show more' });
    expect(screen.getByText('More than 1 message')).toBeVisible();
    await userEvent.setup().click(more);
    await waitFor(() => expect(screen.getAllByRole('link')).toHaveLength(2));
    expect(stage.asked('GET', SEARCH)).toHaveLength(3);
    expect(screen.queryByRole('button', { name: 'Show more' })).toBeNull();
  });

  it('looks only into the open conversation where that is wanted', async () => {
    const stage = await open(() => page(null), '/c/den?search=tea');
    await userEvent.setup().click(await screen.findByRole('radio', { name: 'Only in Den' }));
    await waitFor(() => expect(stage.asked('GET', SEARCH)).toHaveLength(2));
    expect(stage.asked('GET', SEARCH)[1]?.query.get('conversation_id')).toBe('den');
    expect(stage.address()).toBe('/c/den?search=tea&in=den');
    expect(await screen.findByText(/No message has “tea”/)).toBeVisible();
  });

  it('says that one has to wait, and asks again when that is wanted', async () => {
    let isBusy = true;
    await open(
      () =>
        isBusy
          ? { problem: { code: 'rate_limited', status: 429 } }
          : page(null, hit(1, 'tea again')),
      '/c/den?search=tea',
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(/[Ww]ait/);
    isBusy = false;
    await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }));
    expect(await screen.findByText('tea')).toBeVisible();
  });

  it('narrows by what is typed and chosen, and shows it to be taken away', async () => {
    const stage = await open((call) => {
      if (call.path === '/api/users') {
        return { data: { users: [person('ben', 'Ben Okafor')], next_cursor: null } };
      }
      return page(null, hit(1, 'tea one'));
    });
    const user = userEvent.setup();
    await user.keyboard('tea from:be');
    const offer = await screen.findByRole('option', { name: /^Ben Okafor/ });
    expect(screen.getByRole('searchbox')).toHaveAttribute('aria-activedescendant', offer.id);
    await user.keyboard('{Enter}');
    await waitFor(() => expect(screen.getByRole('searchbox')).toHaveValue('tea '));
    await waitFor(() => expect(stage.asked('GET', SEARCH).at(-1)?.query.get('query')).toBe('tea'));
    expect(stage.asked('GET', SEARCH).at(-1)?.query.get('sender_id')).toBe('ben');
    await waitFor(() => expect(stage.address()).toBe('/c/den?search=tea&from=ben'));
    await user.click(await screen.findByRole('button', { name: /^Remove “by / }));
    await waitFor(() => expect(stage.address()).toBe('/c/den?search=tea'));
    expect(screen.getByRole('searchbox')).toHaveFocus();
  });

  it('takes what was typed to its end without being chosen, and says what is nothing', async () => {
    const stage = await open((call) =>
      call.path === '/api/users' ? { data: { users: [], next_cursor: null } } : page(null),
    );
    const user = userEvent.setup();
    await user.keyboard('has:link before:2026-11-01 in:#den from:me ');
    await waitFor(() =>
      expect(stage.address()).toBe('/c/den?search=&has=link&before=2026-11-01&in=den&from=ana'),
    );
    expect(screen.getByRole('searchbox')).toHaveValue('');
    await user.keyboard('from:nobody ');
    expect(await screen.findByText(/There is no “from:nobody” here/)).toBeVisible();
    expect(stage.asked('GET', SEARCH).at(-1)?.query.has('query')).toBe(false);
    await user.clear(screen.getByRole('searchbox'));
    await user.keyboard('{Backspace}');
    await waitFor(() => expect(stage.address()).not.toContain('has='));
  });

  it('forgets none of several that are written at once', async () => {
    const stage = await open((call) =>
      call.path === '/api/users'
        ? { data: { users: [person('ben', 'Ben Okafor')], next_cursor: null } }
        : page(null),
    );
    await userEvent.setup().paste('tea from:ben has:link after:2026-11-01 ');
    await waitFor(() =>
      expect(stage.address()).toBe('/c/den?search=tea&from=ben&has=link&after=2026-11-01'),
    );
  });

  it('offers days, and ways of narrowing before anything is typed', async () => {
    const stage = await open(() => page(null));
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: /^after:/ }));
    await user.click(await screen.findByRole('option', { name: /^yesterday/ }));
    expect(stage.address()).toMatch(/after=\d{4}-\d\d-\d\d/);
    expect(
      await screen.findByText('No message is like that. Take something away, or try words.'),
    ).toBeVisible();
  });
});
