/** A screen on its own: words, services that answer what a test says, an address. */
import { I18nProvider } from '@lingui/react';
import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter, useLocation, useNavigate } from 'react-router';
import { vi } from 'vitest';
import { createApi } from '@/shared/api/client';
import { createQueries } from '@/shared/api/queries';
import type { Conversation, Me, NotifyPreferences, Problem, Server, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { Drafts } from '@/shared/drafts/drafts';
import type { Messenger } from '@/shared/messenger/messenger';
import type { RoomView } from '@/shared/mirror/room';
import type { Notifying } from '@/shared/notify/notifying';
import { Part } from '@/shared/part';
import type { PushState } from '@/shared/push/push';
import { MessengerProvider, type Services, ServicesProvider } from '@/shared/services';
import type { Session } from '@/shared/session/session';
import type { SessionState } from '@/shared/session/session-state';
import { english } from './english';
import { memoryDrafts } from './memory-drafts';

export const ANA: User = {
  id: 'ana',
  username: 'ana',
  display_name: 'Ana Berg',
  role: 'owner',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
};

export const SERVER = {
  name: 'The Snug',
  registration: 'open',
  features: [],
  limits: {
    username_chars_min: 2,
    username_chars: 32,
    password_chars_min: 8,
    password_chars: 256,
    title_chars: 80,
  },
} as unknown as Server;

export function problem(code: string, errors?: Problem['errors']): Problem {
  const problem = { type: '', title: code, status: 422, code, detail: code, errors };
  return problem as Problem;
}

/** Of what is asked, as `GET /api/server`: the answer. What is not named is answered 404. */
type Answers = Record<string, (body: unknown) => unknown>;

export class Stage {
  readonly state = new Cell<SessionState>({ name: 'in', user: ANA });
  readonly views = new Cell<readonly RoomView[]>([]);
  /** The conversation that one looks at. */
  readonly looked_at = new Cell<string | null>(null);
  readonly session = {
    state: this.state,
    login: vi.fn(async () => undefined),
    register: vi.fn(async () => undefined),
    logout: vi.fn(async (_signal?: AbortSignal): Promise<void> => undefined),
    forget: vi.fn(async () => undefined),
    arrived: vi.fn(),
  };
  readonly notifying = {
    push: {
      state: new Cell<PushState>({ name: 'off' }),
      turnOn: vi.fn(async () => undefined),
      turnOff: vi.fn(async () => undefined),
      look: vi.fn(),
    },
    chime: { isOn: new Cell(true), choose: vi.fn(), play: vi.fn() },
    preferences: new Cell<NotifyPreferences | null>(null),
  };
  readonly online = new Cell<ConnectionState>({ name: 'online' });
  readonly outbox = { add: vi.fn(), entries: new Cell([]) };
  readonly drafts = new Drafts(memoryDrafts());
  /** Where one is. */
  address = '';
  /** The browser's own way back. */
  goBack: () => void | Promise<void> = () => undefined;

  async show(screen: ReactNode, answers: Answers = {}, at = '/'): Promise<void> {
    const i18n = await english();
    const api = createApi(async (request) => await answer(request, answers));
    const messenger = {
      user_id: ANA.id,
      viewing: { looked_at: this.looked_at },
      mirror: {
        views: this.views,
        isKnown: new Cell(true),
        scheduled: new Cell(0),
        room: () => undefined,
      },
      outbox: this.outbox,
      drafts: this.drafts,
      connection: { state: this.online },
    } as unknown as Messenger;
    const session = this.session as unknown as Session;
    const notifying = new Part(() => Promise.resolve(this.notifying as unknown as Notifying));
    const services: Services = {
      session,
      api,
      messenger: new Cell<Messenger | null>(messenger),
      notifying,
    };
    render(
      <I18nProvider i18n={i18n}>
        <ServicesProvider value={services}>
          <QueryClientProvider client={createQueries()}>
            <MessengerProvider value={messenger}>
              <MemoryRouter initialEntries={[at]}>
                {screen}
                <Address onChange={(here) => Object.assign(this, here)} />
              </MemoryRouter>
            </MessengerProvider>
          </QueryClientProvider>
        </ServicesProvider>
      </I18nProvider>,
    );
  }
}

function Address({ onChange }: { readonly onChange: (here: Partial<Stage>) => void }) {
  const { pathname, search } = useLocation();
  const navigate = useNavigate();
  onChange({ address: `${pathname}${search}`, goBack: () => navigate(-1) });
  return null;
}

async function answer(request: Request, answers: Answers): Promise<Response> {
  const found = answers[`${request.method} ${new URL(request.url).pathname}`];
  if (!found) return Response.json(problem('not_found'), { status: 404 });
  const text = await request.text();
  const said = found(text === '' ? null : JSON.parse(text));
  return said === null ? new Response(null, { status: 204 }) : Response.json(said);
}

export function channel(id: string, title: string, created_at = '2026-01-01'): RoomView {
  const conversation = { id, kind: 'channel', title, created_at } as Conversation;
  return { conversation, me: {} as Me };
}
