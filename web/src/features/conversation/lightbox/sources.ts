/** Which bytes of a picture are loaded: no more of them than can be seen. */
import type { File } from '@/shared/api/wire';
import { fileAddress, thumbnailAddress } from '@/shared/files/address';
import type { Frame, View } from './zoom';

/** Small versions, by their long side. */
const SMALL = 480;
const LARGE = 1280;
/** Nobody sees that so much is missing. */
const NEAR = 1.1;

type Sized = Pick<File, 'id' | 'content_type' | 'width' | 'height'>;

/** What is shown first. What moves, moves only as it was sent. */
export function firstSource(file: Sized): string {
  return longSide(file) <= LARGE || file.content_type === 'image/gif'
    ? fileAddress(file.id)
    : thumbnailAddress(file.id, LARGE);
}

/** What is there already, from the list of messages. */
export function smallSource(file: Sized): string | null {
  return longSide(file) > SMALL ? thumbnailAddress(file.id, SMALL) : null;
}

/** The whole file, where the first has fewer pixels than are to be seen; else null. */
export function fullSource(file: Sized, frame: Frame, view: View, density: number): string | null {
  const full = fileAddress(file.id);
  if (firstSource(file) === full) return null;
  const shown = Math.max(frame.fit.width, frame.fit.height) * view.scale * density;
  return shown > LARGE * NEAR ? full : null;
}

function longSide({ width, height }: Sized): number {
  return Math.max(width ?? 0, height ?? 0);
}
