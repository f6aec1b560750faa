// @vitest-environment jsdom
import { cleanup, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { PinsPanel } from '@/features/pins/pins-panel';
import { SavedPage } from '@/features/saved/saved-page';
import type { Conversation, Me, Message } from '@/shared/api/wire';
import { message } from './messages';
import { type Answer, type Call, conversation, openScreen } from './model/told-screen';

const PINS = '/api/conversations/den/pins';
const WORDS = 'The heron comes at six';
const pinned = (more: Partial<Message> = {}) =>
  message(3, 5, { body: WORDS, pinned_at: '2026-01-02T00:00:00.000Z', pinned_by: 'ana', ...more });

beforeEach(() => {
  vi.stubGlobal('matchMedia', () => ({
    matches: false,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  }));
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe('what is pinned in a conversation', () => {
  let pins: Message[];
  let isFailing: boolean;
  const answer = ({ path }: Call): Answer => {
    if (path !== PINS) return { data: { users: [] } };
    return isFailing
      ? { problem: { code: 'internal', status: 500 } }
      : { data: { messages: pins } };
  };
  const open = (kind: Conversation['kind'], role: Me['role']) =>
    openScreen({
      screen: <PinsPanel conversation_id="den" onClose={() => undefined} />,
      answer,
      at: '/c/den',
      rooms: [{ conversation: conversation('den', { kind, last_seq: 5, rev: 5 }), role }],
    });
  const change = (rev: number, messages: readonly Message[]) => ({
    conversation_id: 'den',
    after_rev: rev - 1,
    rev,
    messages,
  });

  beforeEach(() => {
    pins = [pinned()];
    isFailing = false;
  });

  it('leads to its place, and is taken down by whoever may', async () => {
    await open('group', 'member');
    const link = await screen.findByRole('link', { name: new RegExp(WORDS) });
    expect(link).toHaveAttribute('href', '/c/den/3');
    await userEvent.click(screen.getByRole('button', { name: 'Unpin' }));
    await waitFor(() => expect(screen.queryByRole('link')).toBeNull());
  });

  it('is asked for again when something of it changes, and not otherwise', async () => {
    pins = [];
    const stage = await open('group', 'member');
    expect(await screen.findByText(/^Nothing is pinned yet/)).toBeVisible();
    stage.hear('message:changed', change(6, [message(4, 6)]));
    expect(stage.asked('GET', PINS)).toHaveLength(1);
    pins = [pinned({ rev: 7 })];
    stage.hear('message:changed', change(7, pins));
    expect(await screen.findByRole('link', { name: new RegExp(WORDS) })).toBeVisible();
  });

  it('is taken down by nobody but owners in a channel', async () => {
    await open('channel', 'member');
    expect(await screen.findByRole('link')).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Unpin' })).toBeNull();
    cleanup();
    await open('channel', 'owner');
    expect(await screen.findByRole('button', { name: 'Unpin' })).toBeVisible();
  });

  it('says what did not work', async () => {
    isFailing = true;
    await open('group', 'member');
    expect(await screen.findByRole('button', { name: 'Try again' })).toBeVisible();
  });
});

describe('what one has saved', () => {
  let saved: Message[];
  const answer = ({ path }: Call): Answer => {
    if (path !== '/api/bookmarks') return { data: { users: [] } };
    const bookmarks = saved.map((it) => ({ message: it, saved_at: it.created_at }));
    return { data: { bookmarks, next_cursor: null } };
  };
  const open = () =>
    openScreen({
      screen: <SavedPage />,
      answer,
      at: '/saved',
      rooms: [{ conversation: conversation('den', { last_seq: 5, rev: 5 }) }],
    });

  it('leads to its place, and is let go of', async () => {
    saved = [message(3, 3, { body: WORDS })];
    const stage = await open();
    const link = await screen.findByRole('link', { name: new RegExp(`${WORDS}.*den`) });
    expect(link).toHaveAttribute('href', '/c/den/3');
    await userEvent.click(screen.getByRole('button', { name: 'Remove from saved' }));
    await waitFor(() => expect(screen.queryByRole('link', { name: /heron/ })).toBeNull());
    saved = [];
    stage.hear('bookmark:changed', { conversation_id: 'den', id: 'm3', on: false });
    expect(await screen.findByText(/^You have saved nothing yet/)).toBeVisible();
  });

  it('comes when it was saved on another device', async () => {
    saved = [];
    const stage = await open();
    expect(await screen.findByText(/^You have saved nothing yet/)).toBeVisible();
    saved = [message(3, 3, { body: WORDS })];
    stage.hear('bookmark:changed', { conversation_id: 'den', id: 'm3', on: true });
    expect(await screen.findByRole('link', { name: /heron/ })).toBeVisible();
  });
});
