/** Which version of a picture is loaded for its place in the list. */
import type { File } from '@/shared/api/wire';
import { fileAddress, thumbnailAddress } from '@/shared/files/address';

/** Above that, what moves is shown still in the list, and moves when it is opened. */
const MOVING_BYTES = 8_000_000;
/** So much of a phone's width is not the message's. */
const BESIDE_PX = 80;

interface Source {
  readonly src: string;
  readonly srcSet?: string;
  readonly sizes?: string;
}

/** `place`: of the tile, in CSS pixels. */
export function sourceOf(
  { id, content_type, size, width, height }: File,
  place: { readonly width: number; readonly ratio: number },
  isStill: boolean,
): Source {
  const long = Math.max(width ?? 1, height ?? 1);
  const isMoving = content_type === 'image/gif' && size <= MOVING_BYTES && !isStill;
  if (long <= 480 || isMoving) return { src: fileAddress(id) };
  const ratio = (width ?? 1) / (height ?? 1);
  // So wide are the versions, and so wide is what is seen of them where their sides are cut.
  const wide = (side: number) => Math.round(side * Math.min(1, ratio));
  const seen = Math.round(Math.max(place.width, (place.width / place.ratio) * ratio));
  const large = long <= 1280 ? fileAddress(id) : thumbnailAddress(id, 1280);
  const small = thumbnailAddress(id, 480);
  return {
    src: small,
    srcSet: `${small} ${wide(480)}w, ${large} ${wide(Math.min(long, 1280))}w`,
    sizes: `min(100vw - ${BESIDE_PX}px, ${seen}px)`,
  };
}
