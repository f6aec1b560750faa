/** The composer of a conversation on its own, with a messenger that reaches no server. */
import { I18nProvider } from '@lingui/react';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { cleanup, render, screen } from '@testing-library/react';
import { MemoryRouter } from 'react-router';
import { vi } from 'vitest';
import { Composer } from '@/features/conversation/composer/composer';
import { Scene, SceneProvider } from '@/features/conversation/scene';
import { createApi } from '@/shared/api/client';
import type { Conversation, Me, Message, ScheduleMessage, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import { Room } from '@/shared/mirror/room';
import type { Change } from '@/shared/outbox/change';
import { MessengerProvider, type Services, ServicesProvider } from '@/shared/services';
import { Timeline } from '@/shared/timeline/timeline';
import { message } from '../messages';
import { english } from './english';
import { memoryDrafts } from './memory-drafts';
import { offlineMessenger } from './offline-messenger';

const user = (id: string, display_name: string): User => ({
  id,
  username: id,
  display_name,
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
});
const PEOPLE = [user('ana', 'Ana'), user('ben', 'Ben Okafor'), user('jo', 'Jörg Müller')];

const conversation = {
  id: 'den',
  kind: 'group',
  title: 'Den',
  members_count: 3,
  member_ids: ['ana', 'ben', 'jo'],
  last_seq: 3,
  rev: 3,
  created_at: '2026-01-01T00:00:00.000Z',
} as Conversation;
const me = { role: 'owner', read_seq: 3, last_seq: 3, unread: 0, mentions: 0, notify: 'all' } as Me;
/** One's own last message. */
export const MINE = message(2, 2, { sender_id: 'ana', body: 'mine' });
const page = [
  message(1, 1),
  MINE,
  message(3, 3, { sender_id: 'ana', body: null, deleted_at: '2026-01-01T00:00:00.000Z' }),
];

/** What was asked for is answered, and shown. */
export async function turn(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}

export class ComposerStage {
  readonly drafts = memoryDrafts();
  messenger!: Messenger;
  scene!: Scene;
  /** What the others hear of one's typing. */
  told: string[] = [];
  /** The message that the server finds. */
  found: Message | null = null;
  /** What the server says to what is to be sent later. */
  onScheduled: (wanted: ScheduleMessage) => Response | Promise<Response> = () => refused();

  begin(): void {
    vi.stubGlobal('CSS', { supports: () => true });
    this.found = null;
    this.onScheduled = () => refused();
    Element.prototype.scrollIntoView = () => undefined;
  }

  async end(): Promise<void> {
    cleanup();
    vi.unstubAllGlobals();
    await turn();
    await this.drafts.remove('den');
  }

  async open(): Promise<HTMLTextAreaElement> {
    const messenger = offlineMessenger(PEOPLE, this.drafts);
    this.messenger = messenger;
    this.told = [];
    vi.spyOn(messenger.typing, 'typed').mockImplementation(() => void this.told.push('typed'));
    vi.spyOn(messenger.typing, 'stopped').mockImplementation(() => void this.told.push('stopped'));
    await messenger.drafts.refresh();
    const timeline = new Timeline('den', 'ana', () =>
      Promise.resolve({ messages: page, has_more_before: false, has_more_after: false }),
    );
    this.scene = new Scene(messenger, new Room(timeline, 'ana', conversation, me, 1));
    await timeline.load();
    const services = {
      api: createApi((request) => this.#answer(request)),
      messenger: new Cell<Messenger | null>(messenger),
    } as Services;
    const queries = new QueryClient({ defaultOptions: { queries: { retry: false } } });
    render(
      <I18nProvider i18n={await english()}>
        <ServicesProvider value={services}>
          <QueryClientProvider client={queries}>
            <MessengerProvider value={messenger}>
              <SceneProvider value={this.scene}>
                <MemoryRouter>
                  <Composer />
                </MemoryRouter>
              </SceneProvider>
            </MessengerProvider>
          </QueryClientProvider>
        </ServicesProvider>
      </I18nProvider>,
    );
    await turn();
    return screen.getByRole('textbox', { name: 'Message' });
  }

  sent(): Change[] {
    return this.messenger.outbox.entries.get().map(({ change }) => change);
  }

  /** What would go out, in words. */
  bodies(): string[] {
    return this.sent().map((it) => ('body' in it ? it.body : it.kind));
  }

  send(): HTMLElement {
    return screen.getByRole('button', { name: 'Send' });
  }

  options(): (string | null | undefined)[] {
    return screen.queryAllByRole('option').map((it) => it.querySelector('bdi')?.textContent);
  }

  async #answer(request: Request): Promise<Response> {
    const { method, url } = request;
    if (method === 'PUT' && url.includes('/api/scheduled/')) {
      return await this.onScheduled(await request.json());
    }
    return this.found && url.endsWith(`/messages/${this.found.id}`)
      ? Response.json(this.found)
      : refused();
  }
}

function refused(): Response {
  return new Response('', { status: 502 });
}
