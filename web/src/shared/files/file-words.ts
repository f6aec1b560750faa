/** What a message that has no words says in a line of its own: what it brings. */
import type { File, Message } from '../api/wire';
import type { Say } from '../i18n/i18n';
import { withoutMarks } from '../without-marks';
import { kindOf } from './kind';

type Named = Pick<File, 'name' | 'content_type' | 'width' | 'height'>;

/** One is what it is, or what it is called; several are counted. The empty text for none. */
export function fileWords(files: readonly Named[], say: Say): string {
  const [first] = files;
  if (!first) return '';
  const count = files.length;
  const kinds = new Set(files.map(kindOf));
  if (count === 1 && kinds.has('other')) return first.name;
  if (kinds.size > 1 || kinds.has('other')) return say('files.several', { count });
  if (kinds.has('picture')) return say('files.pictures', { count });
  return say(kinds.has('video') ? 'files.videos' : 'files.audios', { count });
}

/** A message in a few words, where it is not shown itself: its own, or else what it brings. */
export function messageWords(
  { body, attachments, poll }: Pick<Message, 'body' | 'attachments' | 'poll'>,
  say: Say,
): string {
  const words = withoutMarks(body ?? '').trim() || fileWords(attachments, say) || (body ?? '');
  return poll ? `📊 ${words}` : words;
}
