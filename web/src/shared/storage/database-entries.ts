/** The outbox's entries in IndexedDB. */
import type { EntryStore } from '../outbox/entry';
import type { UserDatabase } from './user-database';

/** Everything rejects where the database cannot be opened: the outbox says so, and goes on. */
export function databaseEntries(opening: Promise<UserDatabase>): EntryStore {
  opening.catch(() => undefined);
  return {
    list: async () => await (await opening).getAll('outbox'),
    has: async (key) => (await (await opening).getKey('outbox', key)) !== undefined,
    put: async (entry) => {
      await (await opening).put('outbox', entry);
    },
    remove: async (key) => await (await opening).delete('outbox', key),
  };
}
