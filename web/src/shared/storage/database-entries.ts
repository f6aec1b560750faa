/** The outbox's entries in IndexedDB. */
import type { EntryStore } from '../outbox/entry';
import type { UserDatabase } from './user-database';

export function databaseEntries(database: UserDatabase): EntryStore {
  return {
    list: async () => await database.getAll('outbox'),
    has: async (key) => (await database.getKey('outbox', key)) !== undefined,
    put: async (entry) => {
      await database.put('outbox', entry);
    },
    remove: async (key) => await database.delete('outbox', key),
  };
}
