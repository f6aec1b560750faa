/** A file that somebody chose, as pixels: upright, whatever a camera wrote into it. */
import { PictureError } from './picture-error';

/** What is larger was never made to be looked at, and takes all of a phone's memory. */
const MOST_BYTES = 50 * 1024 * 1024;

/** What every browser opens, so that one of these which doesn't open is broken. */
const USUAL = new Set(['avif', 'bmp', 'gif', 'ico', 'jpeg', 'jpg', 'png', 'webp']);
/** By the end of a name, where the system knows nothing of the kind. */
const UNUSUAL = /\.(cr2|dng|heic|heif|hif|jxl|nef|psd|raw|svg|tiff?)$/i;
/** What a file of this kind says of itself after its first four bytes, whatever it is called. */
const HEIC = /^ftyp(hei[cmsx]|hev[cmx]|mif1|msf1)/;

export async function openPicture(file: File): Promise<ImageBitmap> {
  if (file.size > MOST_BYTES) throw new PictureError('too_large', file.name);
  try {
    return await createImageBitmap(file, { imageOrientation: 'from-image' });
  } catch (cause) {
    throw await faultOf(file, cause);
  }
}

async function faultOf(file: File, cause: unknown): Promise<PictureError> {
  // It may have gone from the disk meanwhile.
  const head = await file
    .slice(4, 12)
    .text()
    .catch(() => '');
  if (HEIC.test(head)) return new PictureError('unknown_kind', 'HEIC', cause);
  const [, kind] =
    /^image\/(?:x-|vnd\.)?([a-z0-9]+)/i.exec(file.type) ?? UNUSUAL.exec(file.name) ?? [];
  if (kind === undefined) return new PictureError('not_one', file.name, cause);
  if (USUAL.has(kind.toLowerCase())) return new PictureError('broken', file.name, cause);
  return new PictureError('unknown_kind', kind.toUpperCase(), cause);
}
