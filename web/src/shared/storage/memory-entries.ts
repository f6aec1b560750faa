/** The outbox's entries where the browser stores nothing: they live as long as the page. */
import type { Entry, EntryStore } from '../outbox/entry';

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
