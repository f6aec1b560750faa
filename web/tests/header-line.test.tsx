// @vitest-environment jsdom
import { cleanup, screen } from '@testing-library/react';
import '@testing-library/jest-dom/vitest';
import { afterEach, describe, expect, it } from 'vitest';
import { HeaderLine } from '@/features/conversation/header-line';
import type { Conversation } from '@/shared/api/wire';
import { type Answer, conversation, openScreen } from './model/told-screen';

const MEMBERS = '/api/conversations/den/members';

describe('under the name of a conversation', () => {
  afterEach(cleanup);

  const open = (more: Partial<Conversation>, ids: readonly string[] = []) =>
    openScreen({
      screen: <HeaderLine conversation={conversation('den', more)} members="3 members" />,
      answer: ({ path }): Answer => {
        if (path !== MEMBERS) return null;
        return { data: { members: ids.map((id) => ({ user: { id } })), next_cursor: null } };
      },
    });
  const here = (stage: Awaited<ReturnType<typeof open>>, user_id: string, online = true) =>
    stage.hear('presence', { user_id, online });

  it('it says how many of a small group are here, and asks nobody who they are', async () => {
    const member_ids = ['ana', 'ben', 'cleo'];
    const stage = await open({ kind: 'group', members_count: 3, member_ids, topic: 'Beans' });
    expect(screen.getByText(/3 members/)).toHaveTextContent('3 members · Beans');
    here(stage, 'ben');
    expect(screen.getByText(/3 members/)).toHaveTextContent('3 members · 2 here · Beans');
    here(stage, 'cleo');
    expect(screen.getByText(/3 members/)).toHaveTextContent('3 members · 3 here · Beans');
    here(stage, 'ben', false);
    here(stage, 'cleo', false);
    expect(screen.getByText(/3 members/)).toHaveTextContent(/^3 members · Beans$/);
    expect(stage.asked('GET', MEMBERS)).toEqual([]);
  });

  it('it counts only those who are in it', async () => {
    const stage = await open({ kind: 'group', members_count: 2, member_ids: ['ana', 'ben'] });
    here(stage, 'zoe');
    expect(screen.getByText('3 members')).toBeVisible();
  });

  it('of a channel it asks who is in it', async () => {
    const stage = await open({ members_count: 3 }, ['ana', 'ben', 'cleo']);
    here(stage, 'ben');
    expect(await screen.findByText('3 members · 2 here')).toBeVisible();
    expect(stage.asked('GET', MEMBERS)).toHaveLength(1);
  });

  it('of very many nobody is watched', async () => {
    const stage = await open({ members_count: 101 });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(stage.asked('GET', MEMBERS)).toEqual([]);
    expect(screen.getByText('3 members')).toBeVisible();
  });
});
