/** What is seen of what is being written, beside the text itself. */
import type { Draft } from '@/shared/drafts/draft';
import type { Upload } from '@/shared/uploads/upload';
import type { Writing } from '../scene';

/** The `<textarea>`. */
export interface Field {
  value: string;
  focus(): void;
  setSelectionRange(from: number, to: number): void;
}

export interface WriterView {
  readonly isBlank: boolean;
  /** Nothing to send or to save: neither words nor files. */
  readonly isNothing: boolean;
  /** A file could not be sent, or there are too many: that comes first. */
  readonly isStuck: boolean;
  /** Negative where it is too long; null where that is no matter. */
  readonly left: number | null;
}

export const EMPTY: WriterView = { isBlank: true, isNothing: true, isStuck: false, left: null };

export function isSameView(one: WriterView, other: WriterView): boolean {
  return (
    one.isBlank === other.isBlank &&
    one.isNothing === other.isNothing &&
    one.isStuck === other.isStuck &&
    one.left === other.left
  );
}

/** A message that is changed keeps its files, and takes no other ones. */
export function lookAtFiles(
  writing: Writing,
  files: readonly Upload[],
  isBlank: boolean,
  most: number,
): Pick<WriterView, 'isNothing' | 'isStuck'> {
  if (writing.name === 'edit') {
    return { isNothing: isBlank && writing.message.attachments.length === 0, isStuck: false };
  }
  const isStuck = files.length > most || files.some((it) => it.state === 'failed');
  return { isNothing: isBlank && files.length === 0, isStuck };
}

/** What was being written when the change of a message began. */
export interface Aside {
  readonly text: string;
  readonly writing: Writing;
}

export const ASIDE: Aside = { text: '', writing: { name: 'new' } };

export function replyOf(writing: Writing): Pick<Draft, 'reply_to'> {
  return writing.name === 'reply' ? { reply_to: writing.to.id } : {};
}
