/** The composition root: the one place where the parts meet the browser and each other. */
import { createApi, expect } from '@/shared/api/client';
import { socketDial } from '@/shared/connection/socket-line';
import { keptPage } from '@/shared/kept/kept-page';
import { lastHere } from '@/shared/kept/last-here';
import { orKept } from '@/shared/kept/or-kept';
import { followSession } from '@/shared/messenger/follow-session';
import { Messenger } from '@/shared/messenger/messenger';
import { Part } from '@/shared/part';
import { browserAttention } from '@/shared/reading/attention';
import { retryDelay } from '@/shared/retry';
import type { Services } from '@/shared/services';
import { browserFarewell } from '@/shared/session/farewell';
import { noteLastPerson } from '@/shared/session/last-person';
import { Session } from '@/shared/session/session';
import { browserTabs } from '@/shared/session/tabs';
import { databaseDrafts } from '@/shared/storage/database-drafts';
import { databaseEntries } from '@/shared/storage/database-entries';
import { databaseKept } from '@/shared/storage/database-kept';
import { databaseUploads } from '@/shared/storage/database-uploads';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import type { KeptPage, Page, Place } from '@/shared/timeline/timeline';
import { uploadLater } from '@/shared/uploads/sender';
import { fetchAhead } from './ahead';
import { keepLater } from './keep-later';

export function createServices(): Services {
  const tabs = browserTabs();
  const session = new Session({
    fetch: fetchAhead,
    tabs,
    farewell: browserFarewell,
    erase: async (user_id) => {
      noteLastPerson(null);
      const forgetting = import('./keep').then(({ forgetPushes }) => forgetPushes());
      await Promise.all([eraseUserDatabase(user_id), forgetting]);
    },
  });
  const api = createApi(session.fetch);
  const attention = browserAttention();
  let last: Awaited<ReturnType<typeof lastHere>> = null;
  const loadPage = async (conversation_id: string, place: Place): Promise<Page> => {
    const params = { path: { id: conversation_id }, query: place };
    return expect(await api.GET('/api/conversations/{id}/messages', { params }));
  };
  const open = (id: string): Messenger => {
    const mine = last?.state.user.id === id ? last : null;
    const database = mine ? Promise.resolve(mine.database) : openUserDatabase(id);
    const held = databaseKept(database);
    const readKept: KeptPage = async (...asked) => await keptPage(held, ...asked);
    const opened = new Messenger({
      user_id: id,
      credentials: session,
      tabs,
      dial: socketDial(),
      entries: databaseEntries(database),
      drafts: databaseDrafts(database),
      uploads: {
        store: databaseUploads(database),
        send: uploadLater(api, session),
        discard: (file_id) => {
          const headers = { 'Tus-Resumable': '1.0.0' };
          const asked = { params: { path: { id: file_id } }, headers };
          // What is not discarded now expires.
          void api.DELETE('/api/uploads/{id}', asked).catch(() => undefined);
        },
      },
      attention,
      loadPage: async (id, place) => {
        return await orKept(loadPage(id, place), () => readKept(id, place));
      },
      keptPage: readKept,
      loadUsers: async (ids) => {
        const params = { query: { ids: ids.join(',') } };
        return expect(await api.GET('/api/users', { params })).users;
      },
    });
    if (mine) opened.restore(mine.state, mine.drafts);
    return opened;
  };

  const messenger = followSession(session.state, open);
  watchBrowser(messenger);
  keepLater(session.state, messenger);
  const notifying = new Part(async () => {
    const { startNotifying } = await import('./notifying');
    return startNotifying({ api, session: session.state, messenger });
  });
  void begin(session);
  // Nobody who was here waits for the server to say so.
  void lastHere().then(
    (found) => {
      last = found;
      if (found && !session.presume(found.state.user)) found.database.close();
      last = null;
    },
    () => undefined,
  );
  return { session, api, messenger, notifying };
}

/** Until somebody answers who one is, or it is known who was here last. */
async function begin(session: Session): Promise<void> {
  for (let attempt = 0; session.state.get().name === 'starting'; attempt += 1) {
    await session.start().catch(async () => {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, 500, 10_000)));
    });
  }
}

function watchBrowser(messenger: Services['messenger']): void {
  // The person is back, or the network.
  const wake = (): void => messenger.get()?.wake();
  // The page may be ended from here on, without another word.
  const rest = (): void => messenger.get()?.drafts.flush();
  window.addEventListener('online', wake);
  window.addEventListener('pagehide', rest);
  // Beside what takes files: the page would give way to the file.
  window.addEventListener('dragover', keepPage);
  window.addEventListener('drop', keepPage);
  // From another window, where the same may have been written on.
  window.addEventListener('blur', rest);
  window.addEventListener('focus', () => messenger.get()?.look());
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') wake();
    else rest();
  });
}

function keepPage(event: DragEvent): void {
  const { dataTransfer: data } = event;
  if (event.defaultPrevented || !data?.types.includes('Files')) return;
  event.preventDefault();
  data.dropEffect = 'none';
}
