// @vitest-environment jsdom
import { cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MembersPanel } from '@/features/members/members-panel';
import type { Conversation, Me, Member } from '@/shared/api/wire';
import { message } from './messages';
import { type Answer, type Call, conversation, openScreen, person } from './model/told-screen';

const AT = '/api/conversations/den';
const joined_at = '2026-01-01T00:00:00.000Z';
let members: Member[];
/** What is answered instead of the usual. */
let special: (call: Call) => Answer | undefined;

function answer(call: Call): Answer {
  const known = special(call);
  if (known !== undefined) return known;
  if (call.path === `${AT}/members` && call.method === 'GET') return { data: { members } };
  if (call.path === '/api/users/me/blocks') return { data: { users: [] } };
  if (call.path === '/api/users') return { data: { users: [person('dora', 'Dora')] } };
  if (call.path === AT && call.method === 'PATCH') return { data: conversation('den') };
  return { data: null };
}

const open = (role: Me['role'], more: Partial<Conversation> = {}) =>
  openScreen({
    screen: <MembersPanel conversation_id="den" onClose={() => undefined} />,
    answer,
    at: '/c/den?panel=members',
    rooms: [{ conversation: conversation('den', { members_count: 3, ...more }), role }],
  });

async function choose(name: string, what: string): Promise<void> {
  const user = userEvent.setup();
  await user.click(await screen.findByRole('button', { name: `What to do with ${name}` }));
  await user.click(await screen.findByRole('menuitem', { name: what }));
}

describe('the members of a conversation', () => {
  beforeEach(() => {
    Element.prototype.scrollIntoView = () => undefined;
    Element.prototype.hasPointerCapture = () => false;
    special = () => undefined;
    members = [
      { user: person('ana', 'Ana'), role: 'owner', joined_at },
      { user: person('ben', 'Ben'), role: 'member', joined_at },
      { user: person('cy', 'Cy'), role: 'member', joined_at },
    ];
  });
  afterEach(() => cleanup());

  it('are named with what they are here', async () => {
    await open('owner');
    const rows = await screen.findAllByRole('listitem');
    expect(rows.map((it) => within(it).queryByText('owner') !== null)).toEqual([
      true,
      false,
      false,
    ]);
    expect(within(rows[0] as HTMLElement).getByText('you')).toBeVisible();
    expect(within(rows[1] as HTMLElement).getByText('@ben')).toBeVisible();
  });

  it('may be made owners, and taken out after a question', async () => {
    const stage = await open('owner');
    await choose('Ben', 'Make an owner');
    const path = `${AT}/members/ben`;
    await waitFor(() => expect(stage.asked('PATCH', path)[0]?.body).toEqual({ role: 'owner' }));
    await choose('Ben', 'Remove');
    const question = await screen.findByRole('alertdialog', { name: 'Remove Ben?' });
    expect(stage.asked('DELETE', path)).toEqual([]);
    await userEvent.setup().click(within(question).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(stage.asked('DELETE', path)).toHaveLength(1));
  });

  it('are not offered what they may not do', async () => {
    await open('member');
    await screen.findAllByRole('listitem');
    expect(screen.queryByRole('button', { name: 'Add people' })).toBeNull();
    expect(screen.queryByRole('button', { name: /Change name/ })).toBeNull();
    expect(screen.queryByRole('button', { name: /Delete/ })).toBeNull();
    await userEvent.setup().click(screen.getByRole('button', { name: 'What to do with Ben' }));
    const items = await screen.findAllByRole('menuitem');
    expect(items.map((it) => it.textContent)).toEqual(['Write a message', 'Block']);
  });

  it('are brought in by the same chooser, and those who are here already are not', async () => {
    special = ({ path }) =>
      path === '/api/users'
        ? { data: { users: [person('ben', 'Ben'), person('dora', 'Dora')] } }
        : undefined;
    const stage = await open('owner');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Add people' }));
    const ben = await screen.findByRole('option', { name: /Ben/ });
    expect(ben).toHaveAttribute('aria-disabled', 'true');
    await user.click(ben);
    await user.click(screen.getByRole('option', { name: /Dora/ }));
    await user.click(screen.getByRole('button', { name: 'Add 1 person' }));
    const path = `${AT}/members`;
    await waitFor(() => expect(stage.asked('POST', path)[0]?.body).toEqual({ user_ids: ['dora'] }));
  });

  it('are fetched again when somebody came, and not for what was said', async () => {
    const stage = await open('owner');
    await screen.findByText('@ben');
    const before = { conversation_id: 'den', reacted: [] };
    stage.hear('message:changed', { ...before, after_rev: 1, rev: 2, messages: [message(1, 2)] });
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(stage.asked('GET', `${AT}/members`)).toHaveLength(1);
    members = [...members, { user: person('dora', 'Dora'), role: 'member', joined_at }];
    const told = message(2, 3, { kind: 'system', body: null });
    const changed = conversation('den', { members_count: 4, rev: 3, last_seq: 2 });
    const event = { after_rev: 2, rev: 3, messages: [{ ...told, event: 'joined', data: {} }] };
    stage.hear('message:changed', { ...before, ...event, conversation: changed });
    expect(await screen.findByText('@dora')).toBeVisible();
    expect(screen.getByRole('heading', { name: '4 people' })).toBeVisible();
  });

  it('who leave as the last owner are told what to do', async () => {
    special = ({ method }) =>
      method === 'DELETE' ? { problem: { code: 'last_owner', status: 409 } } : undefined;
    const stage = await open('owner');
    const user = userEvent.setup();
    await user.click(screen.getByRole('button', { name: 'Leave' }));
    const question = await screen.findByRole('alertdialog');
    await user.click(within(question).getByRole('button', { name: 'Leave' }));
    expect(await screen.findByRole('alert')).toHaveTextContent('Make somebody else an owner first');
    expect(stage.address()).toBe('/c/den?panel=members');
    special = () => undefined;
    await user.click(screen.getByRole('button', { name: 'Delete for everybody' }));
    const deleting = await screen.findByRole('alertdialog');
    await user.click(within(deleting).getByRole('button', { name: 'Delete for everybody' }));
    await waitFor(() => expect(stage.address()).toBe('/'));
    expect(stage.asked('DELETE', AT)).toHaveLength(1);
  });

  it('give the conversation another name and topic', async () => {
    const stage = await open('member', { kind: 'group', title: 'Den', topic: 'Tea' });
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Change name and topic' }));
    await user.clear(screen.getByLabelText(/Name of the group/));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    // Nothing is said of the topic, which somebody else may have changed meanwhile.
    const wish = { title: null };
    await waitFor(() => expect(stage.asked('PATCH', AT)[0]?.body).toEqual(wish));
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Save' })).toBeNull());
    expect(screen.getByRole('button', { name: 'Change name and topic' })).toHaveFocus();
  });

  it('make a channel public or private, where they may change it', async () => {
    const stage = await open('owner', { title: 'Den', topic: 'Tea', visibility: 'public' });
    const user = userEvent.setup();
    const change = { name: 'Change name, topic and visibility' };
    await user.click(await screen.findByRole('button', change));
    expect(screen.getByRole('radio', { name: /^Public/ })).toBeChecked();
    await user.click(screen.getByRole('radio', { name: /^Private/ }));
    await user.click(screen.getByRole('button', { name: 'Save' }));
    const wish = { visibility: 'private' };
    await waitFor(() => expect(stage.asked('PATCH', AT)[0]?.body).toEqual(wish));
    cleanup();
    await open('member', { kind: 'group', title: 'Den' });
    await user.click(await screen.findByRole('button', { name: 'Change name and topic' }));
    expect(screen.queryByRole('radio')).toBeNull();
  });

  it('leave the keys to the next one when one is removed', async () => {
    await open('owner');
    await choose('Ben', 'Remove');
    const question = await screen.findByRole('alertdialog', { name: 'Remove Ben?' });
    members = members.filter((it) => it.user.id !== 'ben');
    await userEvent.setup().click(within(question).getByRole('button', { name: 'Remove' }));
    await waitFor(() => expect(screen.queryByText('@ben')).toBeNull());
    await waitFor(() => expect(screen.getByRole('button', { name: /^Cy/ })).toHaveFocus());
  });

  it('take the keys to who is brought in, and give them back', async () => {
    await open('owner');
    const user = userEvent.setup();
    await user.click(await screen.findByRole('button', { name: 'Add people' }));
    expect(screen.getByRole('combobox', { name: 'Add people' })).toHaveFocus();
    await user.click(screen.getByRole('button', { name: 'Cancel' }));
    expect(screen.getByRole('button', { name: 'Add people' })).toHaveFocus();
  });

  it('of a direct conversation are two, and nobody is offered what there is not', async () => {
    members = members.slice(0, 2);
    const stage = await open('member', {
      kind: 'direct',
      title: null,
      member_ids: ['ana', 'ben'],
      members_count: 2,
    });
    expect(await screen.findAllByRole('listitem')).toHaveLength(2);
    expect(screen.queryByRole('button', { name: /Leave|Delete|Add|Change/ })).toBeNull();
    await choose('Ben', 'Block');
    const question = await screen.findByRole('alertdialog', { name: 'Block Ben?' });
    expect(question).toHaveTextContent('nobody can write any more');
    await userEvent.setup().click(within(question).getByRole('button', { name: 'Block' }));
    await waitFor(() => expect(stage.asked('PUT', '/api/users/ben/block')).toHaveLength(1));
  });
});
