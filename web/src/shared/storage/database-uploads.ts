/** Uploads in IndexedDB, their bytes apart: what is said of one changes often, its bytes never. */
import type { UploadStore } from '../uploads/upload';
import type { UserDatabase } from './user-database';

const BOTH = ['uploads', 'upload_bytes'] as const;

/** Everything rejects where the database cannot be opened: uploads then live as long as the page. */
export function databaseUploads(opening: Promise<UserDatabase>): UploadStore {
  opening.catch(() => undefined);
  return {
    list: async () => await (await opening).getAll('uploads'),
    get: async (id) => await (await opening).get('uploads', id),
    bytes: async (id) => await (await opening).get('upload_bytes', id),
    add: async (upload, bytes) => {
      const change = (await opening).transaction(BOTH, 'readwrite');
      await Promise.all([
        change.objectStore('uploads').put(upload),
        change.objectStore('upload_bytes').put(bytes, upload.id),
        change.done,
      ]);
    },
    put: async (upload) => {
      const change = (await opening).transaction('uploads', 'readwrite');
      if ((await change.store.getKey(upload.id)) !== undefined) await change.store.put(upload);
      await change.done;
    },
    remove: async (id) => {
      const change = (await opening).transaction(BOTH, 'readwrite');
      await Promise.all([
        change.objectStore('uploads').delete(id),
        change.objectStore('upload_bytes').delete(id),
        change.done,
      ]);
    },
  };
}
