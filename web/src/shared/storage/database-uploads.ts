/** Uploads in IndexedDB, their bytes apart: what is said of one changes often, its bytes never. */
import type { UploadStore } from '../uploads/upload';
import { type UserDatabase, whole, withRoom } from './user-database';

const BOTH = ['uploads', 'upload_bytes'] as const;

/** Everything rejects where the database cannot be opened: uploads then live as long as the page. */
export function databaseUploads(opening: Promise<UserDatabase>): UploadStore {
  opening.catch(() => undefined);
  return {
    list: async () => await (await opening).getAll('uploads'),
    get: async (id) => await (await opening).get('uploads', id),
    bytes: async (id) => await (await opening).get('upload_bytes', id),
    add: async (upload, bytes) => {
      await withRoom(await opening, async (database) => {
        const change = database.transaction(BOTH, 'readwrite');
        await whole(change, async () => {
          await change.objectStore('uploads').put(upload);
          await change.objectStore('upload_bytes').put(bytes, upload.id);
        });
      });
    },
    put: async (upload) => {
      const change = (await opening).transaction('uploads', 'readwrite');
      await whole(change, async () => {
        if ((await change.store.getKey(upload.id)) !== undefined) await change.store.put(upload);
      });
    },
    remove: async (id) => {
      const change = (await opening).transaction(BOTH, 'readwrite');
      await whole(change, async () => {
        await Promise.all(BOTH.map(async (it) => await change.objectStore(it).delete(id)));
      });
    },
  };
}
