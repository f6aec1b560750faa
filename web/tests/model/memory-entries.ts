/** The outbox's entries without a database: they live as long as a test. */
import type { Entry, EntryStore } from '@/shared/outbox/entry';

export function memoryEntries(): EntryStore {
  const entries = new Map<string, Entry>();
  return {
    list: () => Promise.resolve([...entries.values()]),
    get: (key) => Promise.resolve(entries.get(key)),
    add: (entry) => Promise.resolve(void entries.set(entry.key, entry)),
    put: (entry) => {
      if (entries.has(entry.key)) entries.set(entry.key, entry);
      return Promise.resolve();
    },
    remove: (key) => Promise.resolve(void entries.delete(key)),
  };
}
