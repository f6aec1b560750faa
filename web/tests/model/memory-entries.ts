/** The outbox's entries without a database: they live as long as a test. */
import type { Entry, EntryStore } from '@/shared/outbox/entry';

export function memoryEntries(): EntryStore {
  const entries = new Map<string, Entry>();
  return {
    list: () => Promise.resolve([...entries.values()]),
    has: (key) => Promise.resolve(entries.has(key)),
    put: (entry) => {
      entries.set(entry.key, entry);
      return Promise.resolve();
    },
    remove: (key) => {
      entries.delete(key);
      return Promise.resolve();
    },
  };
}
