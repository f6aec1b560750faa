/** What a file is to whoever looks at it: by what the server found in its bytes, never by its name. */
import type { File } from '../api/wire';

export type FileKind = 'picture' | 'video' | 'audio' | 'other';

/** Those that every browser shows which can show the app. */
const PICTURES = /^image\/(?:avif|gif|jpeg|png|webp)$/;

export function isPictureType(content_type: string): boolean {
  return PICTURES.test(content_type);
}

/** A picture whose size nobody knows would move what is around it: it is a file as any other. */
export function kindOf({
  content_type,
  width,
  height,
}: Pick<File, 'content_type' | 'width' | 'height'>): FileKind {
  if (isPictureType(content_type)) return width && height ? 'picture' : 'other';
  if (content_type.startsWith('video/')) return 'video';
  return content_type.startsWith('audio/') ? 'audio' : 'other';
}
