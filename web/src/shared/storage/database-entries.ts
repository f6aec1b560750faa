/** The outbox's entries in IndexedDB. */
import type { EntryStore } from '../outbox/entry';
import { type UserDatabase, whole, withRoom } from './user-database';

/** Everything rejects where the database cannot be opened: the outbox goes on without. */
export function databaseEntries(opening: Promise<UserDatabase>): EntryStore {
  opening.catch(() => undefined);
  return {
    list: async () => await (await opening).getAll('outbox'),
    get: async (key) => await (await opening).get('outbox', key),
    add: async (entry) => {
      await withRoom(await opening, async (database) => await database.put('outbox', entry));
    },
    put: async (entry) => {
      await withRoom(await opening, async (database) => {
        const change = database.transaction('outbox', 'readwrite');
        await whole(change, async () => {
          if ((await change.store.getKey(entry.key)) !== undefined) await change.store.put(entry);
        });
      });
    },
    remove: async (key) => await (await opening).delete('outbox', key),
  };
}
