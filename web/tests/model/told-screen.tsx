/**
 * A screen for somebody who is logged in, without a server: its messenger is told what there is, its
 * API answers what a test says.
 */
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { act, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation } from 'react-router';
import { createApi } from '@/shared/api/client';
import { createQueries } from '@/shared/api/queries';
import type { Conversation, Me, Problem, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { LineListener } from '@/shared/connection/line';
import { Messenger } from '@/shared/messenger/messenger';
import type { Attention } from '@/shared/reading/attention';
import { MessengerProvider, type Services, ServicesProvider } from '@/shared/services';
import { english } from './english';
import { memoryDrafts } from './memory-drafts';
import { memoryEntries } from './memory-entries';
import { memoryUploads } from './memory-uploads';

const CREATED = '2026-01-01T00:00:00.000Z';

export function person(id: string, display_name: string, more: Partial<User> = {}): User {
  const known = { id, username: id, display_name, disabled: false, updated_at: CREATED };
  return { ...known, role: 'member', ...more };
}

export function conversation(id: string, more: Partial<Conversation> = {}): Conversation {
  const counts = { members_count: 1, last_seq: 0, rev: 1 };
  return { id, kind: 'channel', title: id, ...counts, created_at: CREATED, ...more };
}

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: unknown;
}

/** Data, a problem, or nothing where the answer is lost. */
export type Answer = { data: unknown } | { problem: Partial<Problem> & { code: string } } | null;

interface Wanted {
  readonly screen: ReactNode;
  readonly answer: (call: Call) => Answer | Promise<Answer>;
  readonly at?: string;
  readonly rooms?: readonly { conversation: Conversation; role?: Me['role'] }[];
  /** Oneself, as far as that matters. */
  readonly me?: Partial<User>;
  /** Whom the messenger knows. */
  readonly people?: readonly User[];
}

export async function openScreen(wanted: Wanted) {
  const { screen, answer, at = '/', rooms = [], people = [] } = wanted;
  const me = person('ana', 'Ana', wanted.me);
  const calls: Call[] = [];
  let listener: LineListener | undefined;
  const entries = rooms.map(({ conversation: it, role = 'member' }) => {
    const counts = { read_seq: it.last_seq, last_seq: it.last_seq, unread: 0, mentions: 0 };
    const own = { role, notify: 'all', joined_at: CREATED, ...counts };
    return { conversation: it, me: own, rev: it.rev, messages: [], reset: false };
  });
  const synced = { me_rev: 1, me: [], gone: [], conversations: entries, has_more: false };
  const messenger = new Messenger({
    user_id: me.id,
    credentials: { token: () => Promise.resolve('t'), renew: () => Promise.resolve('t') },
    dial: (_, heard) => {
      listener = heard;
      queueMicrotask(() => heard.opened());
      const ask = (name: string) => Promise.resolve(name === 'sync' ? synced : { online: [] });
      return { ask, close: () => undefined };
    },
    loadPage: () => Promise.reject(new Error('no pages')),
    loadUsers: () => Promise.resolve([]),
    entries: memoryEntries(),
    drafts: memoryDrafts(),
    uploads: memoryUploads(),
    attention: new Cell<Attention>('away'),
  });
  const api = createApi(async (request) => {
    const { pathname: path, searchParams: query } = new URL(request.url);
    const text = await request.text();
    const call = { method: request.method, path, query, body: text ? JSON.parse(text) : null };
    calls.push(call);
    return respond(await answer(call));
  });
  const services = {
    api,
    messenger: new Cell<Messenger | null>(messenger),
    session: { state: new Cell({ name: 'in', user: me }), learn: () => undefined },
  } as unknown as Services;
  let address = '';
  const Address = () => {
    const { pathname, search } = useLocation();
    address = pathname + search;
    return null;
  };
  await messenger.start();
  messenger.people.learn([me, ...people]);
  const i18n = await english();
  render(
    <I18nProvider i18n={i18n}>
      <ServicesProvider value={services}>
        <QueryClientProvider client={createQueries()}>
          <MessengerProvider value={messenger}>
            <MemoryRouter initialEntries={[at]}>
              <Address />
              {screen}
            </MemoryRouter>
          </MessengerProvider>
        </QueryClientProvider>
      </ServicesProvider>
    </I18nProvider>,
  );
  return {
    asked: (method: string, path: string) =>
      calls.filter((it) => it.method === method && it.path === path),
    hear: (name: string, payload: unknown) => act(() => listener?.heard(name, payload)),
    address: () => address,
  };
}

function respond(answer: Answer): Response {
  if (!answer) throw new TypeError('Failed to fetch');
  if ('data' in answer) {
    return answer.data === null
      ? new Response(null, { status: 204 })
      : new Response(JSON.stringify(answer.data), { status: 200 });
  }
  const problem = { type: '', title: '', status: 400, detail: 'why not', ...answer.problem };
  return new Response(JSON.stringify(problem), { status: problem.status });
}
