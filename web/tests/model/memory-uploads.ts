/** Uploads without a database and without a server: none ever arrives, unless `send` says so. */

import type { SendUpload, Upload, UploadStore } from '@/shared/uploads/upload';
import type { UploadsParts } from '@/shared/uploads/uploads';

type Parts = Omit<UploadsParts, 'onSettled' | 'keeping'>;

export function memoryUploads(
  send: SendUpload = () => new Promise(() => undefined),
  store: UploadStore = memoryUploadStore(),
): Parts {
  return { store, send, discard: () => undefined };
}

export function memoryUploadStore(): UploadStore {
  const uploads = new Map<string, { upload: Upload; bytes: Blob }>();
  return {
    list: () => Promise.resolve([...uploads.values()].map((it) => it.upload)),
    get: (id) => Promise.resolve(uploads.get(id)?.upload),
    bytes: (id) => Promise.resolve(uploads.get(id)?.bytes),
    add: (upload, bytes) => Promise.resolve(void uploads.set(upload.id, { upload, bytes })),
    put: (upload) => {
      const held = uploads.get(upload.id);
      if (held) uploads.set(upload.id, { ...held, upload });
      return Promise.resolve();
    },
    remove: (id) => Promise.resolve(void uploads.delete(id)),
  };
}
