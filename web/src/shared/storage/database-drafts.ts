/** Drafts in IndexedDB. */
import type { DraftStore } from '../drafts/draft';
import { type UserDatabase, withRoom } from './user-database';

/** Everything rejects where the database cannot be opened: drafts then live as long as the page. */
export function databaseDrafts(opening: Promise<UserDatabase>): DraftStore {
  opening.catch(() => undefined);
  return {
    list: async () => await (await opening).getAll('drafts'),
    put: async (draft) => {
      await withRoom(await opening, async (database) => await database.put('drafts', draft));
    },
    remove: async (conversation_id) => await (await opening).delete('drafts', conversation_id),
  };
}
