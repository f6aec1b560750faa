/** How a file is shown here: a player only where this browser can play it, as far as it knows. */
import type { File } from '@/shared/api/wire';
import { type FileKind, kindOf } from '@/shared/files/kind';

const playable = new Map<string, boolean>();

export function shownAs(file: File): FileKind {
  const kind = kindOf(file);
  if (kind !== 'video' && kind !== 'audio') return kind;
  return canPlay(kind, file.content_type) ? kind : 'other';
}

/** Asked once for each type: it decides how much room is kept, before anything is loaded. */
function canPlay(kind: 'video' | 'audio', content_type: string): boolean {
  const held = playable.get(content_type);
  if (held !== undefined) return held;
  // What telephones call QuickTime is nearly always the same inside.
  const type = content_type === 'video/quicktime' ? 'video/mp4' : content_type;
  const can = document.createElement(kind).canPlayType(type) !== '';
  playable.set(content_type, can);
  return can;
}
