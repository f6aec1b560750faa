import { useEffect, useState } from 'react';
import { useMessenger } from '../services';
import { measurePicture } from '../uploads/measure-picture';
import { forgetPreviews, keepPreview, previewOf, renamePreview } from '../uploads/previews';
import type { Upload } from '../uploads/upload';
import type { Uploads } from '../uploads/uploads';
import { isPictureType } from './kind';

/** The address of a picture as it was chosen, which is measured too; null where it is none. */
export function usePreview({ id, type, file_id }: Upload): string | null {
  const { uploads } = useMessenger();
  const [, setIsMade] = useState(false);
  useEffect(() => {
    if (!isPictureType(type) || previewOf(id) !== null) return;
    void makePreview(uploads, id).then(() => setIsMade(true));
  }, [uploads, id, type]);
  const preview = previewOf(id);
  useEffect(() => {
    if (preview !== null && file_id !== undefined) renamePreview(id, file_id);
  }, [preview, id, file_id]);
  return preview;
}

async function makePreview(uploads: Uploads, id: string): Promise<void> {
  const bytes = await uploads.bytes(id);
  const size = bytes && (await measurePicture(bytes));
  if (!size || uploads.ended.aborted) return;
  uploads.ended.addEventListener('abort', forgetPreviews);
  keepPreview(id, bytes);
  uploads.measured(id, size.width, size.height);
}
