/** The stores of what somebody writes, which say what they could not keep, and when to look into them. */
import type { DraftStore } from '../drafts/draft';
import type { EntryStore } from '../outbox/entry';
import type { Keeping } from './keeping';

interface Watch {
  readonly keeping: Keeping;
  /** Something in it is another one now. */
  readonly onWritten: () => void;
}

export function watchedEntries(store: EntryStore, watch: Watch): EntryStore {
  const { noted, written } = noting('outbox', watch);
  return {
    list: async () => await noted('', store.list()),
    get: async (key) => await store.get(key),
    add: async (entry) => await written(entry.key, store.add(entry)),
    put: async (entry) => await written(entry.key, store.put(entry)),
    remove: async (key) => await written(key, store.remove(key)),
  };
}

export function watchedDrafts(store: DraftStore, watch: Watch): DraftStore {
  const { noted, written } = noting('drafts', watch);
  return {
    list: async () => await noted('', store.list()),
    put: async (draft) => await written(draft.conversation_id, store.put(draft)),
    remove: async (id) => await written(id, store.remove(id)),
  };
}

function noting(name: string, { keeping, onWritten }: Watch) {
  const noted = async <T>(key: string, done: Promise<T>): Promise<T> => {
    try {
      const result = await done;
      keeping.kept(`${name} ${key}`);
      return result;
    } catch (error) {
      keeping.failed(`${name} ${key}`, error);
      throw error;
    }
  };
  const written = async (key: string, done: Promise<void>): Promise<void> => {
    await noted(key, done);
    onWritten();
  };
  return { noted, written };
}
