// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { Link, Route, Routes } from 'react-router';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StartPage } from '@/features/start/start-page';
import { chooserKey, step } from '@/shared/directory/chooser-key';
import { type Answer, type Call, conversation, openScreen, person } from './model/told-screen';

const PEOPLE = [
  person('ana', 'Ana'),
  person('ben', 'Ben'),
  person('bea', 'Bea'),
  person('cy', 'Cy'),
];

/** The people by a part of their name; anything made is `made`. */
function answer({ method, path, query }: Call): Answer {
  const text = query.get('query') ?? '';
  if (path === '/api/users')
    return { data: { users: PEOPLE.filter((it) => it.id.includes(text)) } };
  if (method === 'POST') return { data: conversation('made') };
  return null;
}

const MADE = '/api/conversations';
const rooms = [{ conversation: conversation('made') }];
const field = () => screen.getAllByRole('combobox')[0] as HTMLElement;

describe('beginning a conversation', () => {
  beforeEach(() => {
    Element.prototype.scrollIntoView = () => undefined;
  });
  afterEach(() => cleanup());

  it('with people is done by keys alone', async () => {
    const stage = await openScreen({ screen: <StartPage />, answer, rooms });
    const user = userEvent.setup();
    await user.click(field());
    await user.keyboard('be');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(2));
    await user.keyboard('{ArrowDown}');
    const bea = screen.getByRole('option', { name: /Bea/ });
    expect(field()).toHaveAttribute('aria-activedescendant', bea.id);
    await user.keyboard('{Enter}');
    expect(screen.getByRole('button', { name: 'Take out Bea' })).toBeVisible();
    expect(field()).toHaveFocus();
    expect(field()).toHaveValue('');
    await user.keyboard('{Backspace}');
    expect(screen.queryByRole('button', { name: /Take out/ })).toBeNull();
    await user.keyboard('cy');
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(1));
    await user.keyboard('{Enter}{Enter}');
    await waitFor(() => expect(stage.address()).toBe('/c/made'));
    expect(stage.asked('POST', MADE)[0]?.body).toMatchObject({
      kind: 'direct',
      member_ids: ['cy'],
    });
  });

  it('chooses nobody who was found for other words', async () => {
    const slow = async (call: Call): Promise<Answer> => {
      if (call.query.get('query')) await new Promise((resolve) => setTimeout(resolve, 100));
      return answer(call);
    };
    await openScreen({ screen: <StartPage />, answer: slow, rooms });
    const user = userEvent.setup();
    await waitFor(() => expect(screen.getAllByRole('option')).toHaveLength(3));
    await user.click(field());
    // Ben is the first of those who are still shown.
    await user.keyboard('cy{Enter}');
    expect(screen.getByRole('button', { name: 'Take out Cy' })).toBeVisible();
    await user.keyboard('x{Enter}');
    expect(screen.getAllByRole('button', { name: /Take out/ })).toHaveLength(1);
  });

  it('takes nobody away who went elsewhere before the answer', async () => {
    let release: (answer: Answer) => void = () => undefined;
    const held = (call: Call) =>
      call.method === 'POST'
        ? new Promise<Answer>((resolve) => {
            release = resolve;
          })
        : answer(call);
    const screens = (
      <Routes>
        <Route element={<StartPage />} path="/new" />
        <Route element={null} path="*" />
      </Routes>
    );
    const away = (
      <>
        {screens}
        <Link aria-label="go" to="/settings" />
      </>
    );
    const stage = await openScreen({ screen: away, answer: held, rooms, at: '/new' });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('option', { name: /Ben/ }));
    await user.click(screen.getByRole('button', { name: 'Write to Ben' }));
    await user.click(screen.getByRole('link', { name: 'go' }));
    release({ data: conversation('made') });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(stage.address()).toBe('/settings');
  });

  it('with several people makes a group, which may be given a name', async () => {
    const stage = await openScreen({ screen: <StartPage />, answer, rooms });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('option', { name: /Ben/ }));
    await user.click(screen.getByRole('option', { name: /Cy/ }));
    expect(screen.getByRole('option', { name: /Ben/ })).toHaveAttribute('aria-selected', 'true');
    await user.type(screen.getByLabelText(/Name of the group/), 'Friday');
    await user.click(screen.getByRole('button', { name: 'Make a group of 3' }));
    await waitFor(() => expect(stage.address()).toBe('/c/made'));
    const wish = { kind: 'group', title: 'Friday', member_ids: ['ben', 'cy'] };
    expect(stage.asked('POST', MADE)[0]?.body).toMatchObject(wish);
  });

  it('is repeated with the same id after a lost answer, and with another one for another wish', async () => {
    const lost = (call: Call) => (call.method === 'POST' ? null : answer(call));
    const stage = await openScreen({ screen: <StartPage />, answer: lost });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('option', { name: /Ben/ }));
    await user.click(screen.getByRole('button', { name: 'Write to Ben' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Nothing you typed is lost');
    await user.click(screen.getByRole('button', { name: 'Write to Ben' }));
    await user.click(screen.getByRole('option', { name: /Cy/ }));
    await user.click(screen.getByRole('button', { name: 'Make a group of 3' }));
    await waitFor(() => expect(stage.asked('POST', MADE)).toHaveLength(3));
    const ids = stage.asked('POST', MADE).map((it) => (it.body as { id: string }).id);
    expect(ids[0]).toBe(ids[1]);
    expect(ids[2]).not.toBe(ids[0]);
  });

  it('says in words why it could not be', async () => {
    const blocked = (call: Call): Answer =>
      call.method === 'POST' ? { problem: { code: 'forbidden', status: 403 } } : answer(call);
    await openScreen({ screen: <StartPage />, answer: blocked });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('option', { name: /Ben/ }));
    await user.click(screen.getByRole('button', { name: 'Write to Ben' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('has blocked you');
  });

  it('opens what is known already without asking anybody', async () => {
    const direct = { kind: 'direct', member_ids: ['ana', 'ben'], title: null } as const;
    const known = [
      { conversation: conversation('two', { ...direct, member_ids: ['ana', 'ben'] }) },
    ];
    const stage = await openScreen({ screen: <StartPage />, answer, rooms: known });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('option', { name: /Ben/ }));
    await user.click(screen.getByRole('button', { name: 'Write to Ben' }));
    await waitFor(() => expect(stage.address()).toBe('/c/two'));
    expect(stage.asked('POST', MADE)).toEqual([]);
  });

  it('says what is wrong with a channel beside its field, and keeps what was typed', async () => {
    const errors = [{ field: 'title', code: 'too_long', detail: '' }];
    const refused = (call: Call): Answer =>
      call.method === 'POST' ? { problem: { code: 'invalid_field', errors } } : answer(call);
    await openScreen({ screen: <StartPage />, answer: refused, at: '/new?kind=channel' });
    const user = userEvent.setup();
    await user.type(screen.getByLabelText('Name of the channel'), 'x');
    await user.click(screen.getByRole('button', { name: 'Make the channel' }));
    expect(await screen.findByText('This is too long.')).toBeVisible();
    expect(screen.getByLabelText('Name of the channel')).toBeInvalid();
    await user.click(screen.getByRole('tab', { name: 'With people' }));
    await user.click(screen.getByRole('tab', { name: 'Channel' }));
    expect(screen.getByLabelText('Name of the channel')).toHaveValue('x');
  });
});

describe('the keys of a chooser', () => {
  const now = { text: '', isPointing: false, hasChosen: true };

  it('leave to the form and the panel what is theirs', () => {
    expect(chooserKey('Enter', now)).toBeNull();
    expect(chooserKey('Escape', now)).toBeNull();
    expect(chooserKey('Enter', { ...now, text: 'zz' })).toBe('nothing');
    expect(chooserKey('Escape', { ...now, text: 'zz' })).toBe('clear');
    expect(chooserKey('Backspace', { ...now, text: 'z' })).toBeNull();
  });

  it('stay within the list', () => {
    expect(step([1, 2], undefined, 1)).toBe(1);
    expect(step([1, 2], undefined, -1)).toBe(2);
    expect(step([1, 2], 2, 1)).toBe(2);
    expect(step([], 2, 1)).toBeUndefined();
  });
});
