// @vitest-environment jsdom
import { act, cleanup, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import '@testing-library/jest-dom/vitest';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FilesPanel } from '@/features/search/files-panel';
import type { File, Message } from '@/shared/api/wire';
import { message } from './messages';
import { type Answer, type Call, conversation, openScreen, person } from './model/told-screen';

const SEARCH = '/api/search';
const file = (name: string, more: Partial<File> = {}): File => ({
  id: `f-${name}`,
  name,
  size: 12_000,
  content_type: 'application/pdf',
  sha256: '',
  ...more,
});
const sent = (seq: number, ...attachments: File[]): Message =>
  message(seq, seq, { attachments, body: '' });

describe('the files of a conversation', () => {
  let pages: Record<string, { messages: Message[]; next?: string }>;
  let isFailing: boolean;
  const answer = ({ path, query }: Call): Answer => {
    if (path !== SEARCH) return { data: { users: [] } };
    if (isFailing) return { problem: { code: 'internal', status: 500 } };
    const page = pages[query.get('cursor') ?? ''];
    const hits = page?.messages.map((it) => ({ message: it, excerpt: '', highlights: [] }));
    return { data: { hits, next_cursor: page?.next ?? null } };
  };
  const open = () =>
    openScreen({
      screen: <FilesPanel conversation_id="den" onClose={() => undefined} />,
      answer,
      at: '/c/den?panel=files',
      rooms: [{ conversation: conversation('den', { last_seq: 5, rev: 5 }) }],
      people: [person('ben', 'Ben')],
    });
  const names = () =>
    within(screen.getByRole('list', { name: 'Files' }))
      .getAllByRole('listitem')
      .map((it) => it.querySelector('[title]')?.getAttribute('title'));

  beforeEach(() => {
    vi.stubGlobal('matchMedia', () => ({
      matches: false,
      addEventListener: () => undefined,
      removeEventListener: () => undefined,
    }));
    vi.stubGlobal(
      'IntersectionObserver',
      class {
        observe = () => undefined;
        disconnect = () => undefined;
      },
    );
    pages = { '': { messages: [sent(4, file('plan.pdf'), file('list.txt')), sent(2)] } };
    isFailing = false;
  });
  afterEach(() => {
    cleanup();
    vi.unstubAllGlobals();
  });

  it('say by whom, when and how large, lead to their message, and can be had at once', async () => {
    const stage = await open();
    const link = await screen.findByRole('link', { name: /plan\.pdf.*Ben.*Jan.*12 kB/u });
    expect(link).toHaveAttribute('href', '/c/den/4?panel=files');
    expect(names()).toEqual(['plan.pdf', 'list.txt']);
    const download = screen.getByRole('link', { name: 'Download plan.pdf' });
    expect(download).toHaveAttribute('href', '/api/files/f-plan.pdf');
    const [call] = stage.asked('GET', SEARCH);
    expect(Object.fromEntries(call?.query ?? [])).toEqual({ conversation_id: 'den', has: 'file' });
  });

  it('come page by page, over those in which there are none', async () => {
    pages = {
      '': { messages: [], next: 'a' },
      a: { messages: [sent(4, file('new.pdf'))], next: 'b' },
      b: { messages: [sent(1, file('old.pdf'))] },
    };
    await open();
    expect(await screen.findByRole('link', { name: /^new\.pdf/u })).toBeVisible();
    await userEvent.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await screen.findByRole('link', { name: /^old\.pdf/u })).toBeVisible();
    expect(names()).toEqual(['new.pdf', 'old.pdf']);
  });

  it('are there as soon as they are sent, and gone as soon as they are deleted', async () => {
    const stage = await open();
    expect(await screen.findByRole('link', { name: /^plan\.pdf/u })).toBeVisible();
    const change = (rev: number, told: Message) =>
      stage.hear('message:changed', {
        conversation_id: 'den',
        after_rev: rev - 1,
        rev,
        messages: [told],
      });
    change(6, message(6, 6));
    change(7, sent(7, file('new.pdf')));
    expect(names()).toEqual(['new.pdf', 'plan.pdf', 'list.txt']);
    // What is told of one that is not loaded yet is not among the newest.
    change(8, { ...sent(1, file('old.pdf')), rev: 8 });
    expect(names()).toEqual(['new.pdf', 'plan.pdf', 'list.txt']);
    change(9, { ...sent(4), rev: 9, deleted_at: '2026-01-02T00:00:00.000Z' });
    expect(names()).toEqual(['new.pdf']);
    expect(stage.asked('GET', SEARCH)).toHaveLength(1);
  });

  it('that are none are said to be none', async () => {
    pages = { '': { messages: [] } };
    await open();
    expect(await screen.findByText(/^There are no files here yet/u)).toBeVisible();
  });

  it('that could not be had are asked for again by a button', async () => {
    isFailing = true;
    await open();
    const again = await screen.findByRole('button', { name: 'Try again' });
    isFailing = false;
    await userEvent.click(again);
    await waitFor(() => expect(names()).toEqual(['plan.pdf', 'list.txt']));
  });

  it('are pictures from afar where they are pictures, as long as those can be had', async () => {
    const picture = file('bean.png', { content_type: 'image/png', width: 40, height: 30 });
    pages = { '': { messages: [sent(4, picture)] } };
    await open();
    const link = await screen.findByRole('link', { name: /^bean\.png/u });
    const image = link.querySelector('img');
    expect(image).toHaveAttribute('src', '/api/files/f-bean.png/thumbnail?size=480');
    act(() => void image?.dispatchEvent(new Event('error')));
    expect(link.querySelector('img')).toBeNull();
  });
});
