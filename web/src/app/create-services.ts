/** The composition root: the one place where the parts meet the browser and each other. */
import { createApi, expect } from '@/shared/api/client';
import { socketDial } from '@/shared/connection/socket-line';
import type { KeptState } from '@/shared/kept/kept';
import { orKept } from '@/shared/kept/or-kept';
import { followSession } from '@/shared/messenger/follow-session';
import { Messenger } from '@/shared/messenger/messenger';
import { Part } from '@/shared/part';
import { browserAttention } from '@/shared/reading/attention';
import { retryDelay } from '@/shared/retry';
import type { Services } from '@/shared/services';
import { browserFarewell } from '@/shared/session/farewell';
import { Session } from '@/shared/session/session';
import { browserTabs } from '@/shared/session/tabs';
import { databaseDrafts } from '@/shared/storage/database-drafts';
import { databaseEntries } from '@/shared/storage/database-entries';
import { databaseUploads } from '@/shared/storage/database-uploads';
import { eraseUserDatabase, openUserDatabase } from '@/shared/storage/user-database';
import type { Page, Place } from '@/shared/timeline/timeline';
import { uploadLater } from '@/shared/uploads/sender';
import { keepLater } from './keep-later';

export function createServices(): Services {
  const session = new Session({
    fetch: (...asked) => fetch(...asked),
    tabs: browserTabs(),
    farewell: browserFarewell(),
    erase: async (user_id) => {
      const forgetting = import('./keep').then(({ forgetPushes }) => forgetPushes());
      await Promise.all([eraseUserDatabase(user_id), forgetting]);
    },
  });
  const api = createApi(session.fetch);
  const attention = browserAttention();
  let kept: KeptState | null = null;
  const loadPage = async (conversation_id: string, place: Place): Promise<Page> => {
    const params = { path: { id: conversation_id }, query: place };
    return expect(await api.GET('/api/conversations/{id}/messages', { params }));
  };
  const open = (id: string): Messenger => {
    const database = openUserDatabase(id);
    const opened = new Messenger({
      user_id: id,
      credentials: session,
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
        const pageFrom = async () => (await import('./keep')).pageFrom(database, id, place);
        return await orKept(loadPage(id, place), pageFrom);
      },
      loadUsers: async (ids) => {
        const params = { query: { ids: ids.join(',') } };
        return expect(await api.GET('/api/users', { params })).users;
      },
    });
    if (kept?.user.id === id) opened.restore(kept);
    kept = null;
    return opened;
  };

  const messenger = followSession(session.state, open);
  watchBrowser(messenger);
  keepLater(session.state, messenger);
  const notifying = new Part(async () => {
    const { startNotifying } = await import('./notifying');
    return startNotifying({ api, session: session.state, messenger });
  });
  void begin(session, async () => {
    kept = await (await import('./keep')).lastHere();
    if (kept) session.presume(kept.user);
    // Not where a farewell is owed: it is tried again after a while.
    return session.state.get().name === 'starting' ? null : kept;
  });
  return { session, api, messenger, notifying };
}

/** Until somebody answers who one is, or it is known who was here last. */
async function begin(session: Session, presume: () => Promise<object | null>): Promise<void> {
  for (let attempt = 0; session.state.get().name === 'starting'; attempt += 1) {
    const started = session.start().then(() => session);
    await orKept<object>(started, presume).catch(async () => {
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
