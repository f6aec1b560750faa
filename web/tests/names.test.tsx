// @vitest-environment jsdom
import { act, cleanup, fireEvent, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CalledPlace } from '@/app/shell/called-place';
import { MessageWho } from '@/features/conversation/timeline/message-who';
import { MessageWords } from '@/features/conversation/timeline/message-words';
import type { Message } from '@/shared/api/wire';
import { called } from '@/shared/called';
import { loadFloating } from '@/shared/ui/floating';
import { message } from './messages';
import { openScreen, person } from './model/told-screen';

const PEOPLE = [
  person('ben', 'Ben Okafor'),
  person('cleo', 'Cleo'),
  person('deleted', '', { disabled: true }),
];

async function show(more: Partial<Message>): Promise<void> {
  const said = message(1, 1, more);
  await openScreen({
    screen: (
      <>
        <MessageWho message={said} />
        <p>
          <MessageWords message={said} tabIndex={-1} text={said.body ?? ''} />
        </p>
        <CalledPlace />
      </>
    ),
    people: PEOPLE,
    answer: ({ path }) => (path === '/api/users/me/blocks' ? { data: { users: [] } } : null),
  });
}

describe('a name in a conversation', () => {
  beforeEach(loadFloating);
  afterEach(() => {
    act(() => called.set(null));
    getSelection()?.removeAllRanges();
    cleanup();
  });

  it('tells who wrote a message, by a press', async () => {
    await show({ sender_id: 'ben' });
    await userEvent.click(screen.getByText('Ben Okafor'));
    expect(await screen.findByRole('dialog', { name: 'Ben Okafor' })).toHaveTextContent('@ben');
  });

  it('tells who is mentioned, by a press', async () => {
    await show({ body: 'ask @Cleo, please', mentions: ['cleo'] });
    await userEvent.click(screen.getByRole('button', { name: '@Cleo' }));
    expect(await screen.findByRole('dialog', { name: 'Cleo' })).toHaveTextContent('@cleo');
  });

  it.each(['{Enter}', ' '])('tells who is mentioned, by the key “%s”', async (key) => {
    await show({ body: '@cleo', mentions: ['cleo'] });
    act(() => screen.getByRole('button', { name: '@cleo' }).focus());
    await userEvent.keyboard(key);
    expect(await screen.findByRole('dialog', { name: 'Cleo' })).toBeVisible();
  });

  it('is a stop of the tab key nowhere but in the message that has the list’s', async () => {
    await show({ body: '@cleo', mentions: ['cleo'] });
    expect(screen.getByRole('button', { name: '@cleo' })).toHaveAttribute('tabindex', '-1');
    expect(screen.getByText('Ben Okafor')).not.toHaveAttribute('tabindex');
  });

  it('of everybody leads nowhere', async () => {
    await show({ body: '@all @here', mentions_everyone: true });
    expect(screen.queryByRole('button')).toBeNull();
    await userEvent.click(screen.getByText('@all'));
    await userEvent.click(screen.getByText('@here'));
    expect(called.get()).toBeNull();
  });

  it('of an account that is no more leads nowhere', async () => {
    await show({ sender_id: 'deleted', body: '@deleted', mentions: ['deleted'] });
    expect(screen.queryByRole('button')).toBeNull();
    await userEvent.click(screen.getByText('Deleted person'));
    await userEvent.click(screen.getByText('@deleted'));
    expect(called.get()).toBeNull();
  });

  it('is text that can be selected, and opens nothing meanwhile', async () => {
    await show({ body: '@cleo', mentions: ['cleo'] });
    const name = screen.getByRole('button', { name: '@cleo' });
    getSelection()?.selectAllChildren(name);
    fireEvent.click(name, { detail: 1 });
    expect(called.get()).toBeNull();
    getSelection()?.removeAllRanges();
    fireEvent.click(name, { detail: 1 });
    expect(called.get()).toEqual({ name: 'profile', user_id: 'cleo' });
  });
});
