/** What is kept for times without a connection, in IndexedDB. */
import type { KeptStore } from '../kept/kept';
import { type UserDatabase, whole } from './user-database';

/** Of so many conversations messages are kept. */
const MOST = 20;
const BOTH = ['kept', 'kept_messages'] as const;

/** Everything rejects where the database cannot be opened. */
export function databaseKept(opening: Promise<UserDatabase>): KeptStore {
  opening.catch(() => undefined);
  return {
    state: async () => await (await opening).get('kept', 'state'),
    messages: async (conversation_id) => {
      return await (await opening).get('kept_messages', conversation_id);
    },
    put: async (state, messages) => {
      const change = (await opening).transaction(BOTH, 'readwrite');
      await whole(change, async () => {
        const held = change.objectStore('kept_messages');
        await change.objectStore('kept').put(state, 'state');
        await Promise.all(messages.map(async (it) => await held.put(it)));
        const mine = new Set(state.rooms.map(({ conversation }) => conversation.id));
        const ids = (await held.index('kept_at').getAllKeys()).reverse();
        const over = ids.filter((id, index) => index >= MOST || !mine.has(id));
        await Promise.all(over.map(async (id) => await held.delete(id)));
      });
    },
    wipe: async () => {
      const change = (await opening).transaction(BOTH, 'readwrite');
      await whole(change, async () => {
        await Promise.all(BOTH.map(async (it) => await change.objectStore(it).clear()));
      });
    },
  };
}
