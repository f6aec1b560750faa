/**
 * The composition root: the one place where the parts meet the browser and each other. A messenger
 * lives as long as its person is logged in; one whose session ended by itself waits for them.
 */
import { createApi, expect } from '@/shared/api/client';
import { Cell } from '@/shared/cell';
import { socketDial } from '@/shared/connection/socket-line';
import { Messenger } from '@/shared/messenger/messenger';
import { retryDelay } from '@/shared/retry';
import type { Services } from '@/shared/services';
import { Session } from '@/shared/session/session';
import { browserTabs } from '@/shared/session/tabs';
import { databaseEntries } from '@/shared/storage/database-entries';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';

export function createServices(): Services {
  const session = new Session({
    fetch: (...asked) => fetch(...asked),
    tabs: browserTabs(),
    erase: eraseUserDatabase,
  });
  const api = createApi(session.fetch);
  const messenger = new Cell<Messenger | null>(null);
  let user_id: string | null = null;

  const open = (id: string): Messenger =>
    new Messenger({
      user_id: id,
      credentials: session,
      dial: socketDial(),
      entries: databaseEntries(openUserDatabase(id)),
      loadPage: async (conversation_id, place) => {
        const params = { path: { id: conversation_id }, query: place };
        return expect(await api.GET('/api/conversations/{id}/messages', { params }));
      },
    });

  const follow = (): void => {
    const state = session.state.get();
    const next = 'user' in state ? state.user.id : null;
    const held = messenger.get();
    if (next === user_id) {
      // Logged in again, in place.
      const isRefused = held?.connection.state.get().name === 'refused';
      if (state.name === 'in' && isRefused) held.connection.start();
      return;
    }
    user_id = next;
    held?.stop();
    const opened = next === null ? null : open(next);
    void opened?.start();
    messenger.set(opened);
  };

  session.state.subscribe(follow);
  watchBrowser(() => messenger.get()?.wake());
  void begin(session);
  return { session, api, messenger };
}

/** Until somebody answers who one is. */
async function begin(session: Session): Promise<void> {
  for (let attempt = 0; session.state.get().name === 'starting'; attempt += 1) {
    await session.start().catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, 500, 10_000)));
    });
  }
}

/** The person is back, or the network. */
function watchBrowser(wake: () => void): void {
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
  });
}
