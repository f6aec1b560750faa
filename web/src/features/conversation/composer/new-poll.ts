/** What is being written of a poll, and what comes of it. */
import type { Poll } from '@/shared/api/wire';
import { bodyOf, charsLeft, MOST_CHARS } from './body';

const MOST_OPTIONS = 10;
export const MOST_OPTION_CHARS = 100;

const HOUR_MS = 60 * 60_000;

/** How long it can be voted; null: for good. */
const SPANS = {
  never: null,
  hour: HOUR_MS,
  day: 24 * HOUR_MS,
  three_days: 3 * 24 * HOUR_MS,
  week: 7 * 24 * HOUR_MS,
} as const;

export type Ending = keyof typeof SPANS;

export const ENDINGS: readonly Ending[] = ['never', 'hour', 'day', 'three_days', 'week'];

/** A line for an option. */
export interface OptionField {
  /** The same as long as the line is there. */
  readonly id: number;
  readonly text: string;
}

export interface NewPoll {
  readonly question: string;
  readonly fields: readonly OptionField[];
  readonly multiple: boolean;
  readonly ending: Ending;
}

/** Why it can't be asked yet. */
export type Flaw = 'no_question' | 'too_long' | 'too_few' | 'same';

export function isEnding(name: string): name is Ending {
  return name in SPANS;
}

/** Two lines at least, and an empty one where there may be more. */
export function fieldsOf(options: readonly string[]): readonly OptionField[] {
  const texts = [...options, ...['', ''].slice(options.length)];
  return withSpare(texts.map((text, id) => ({ id, text })));
}

export function withText(
  fields: readonly OptionField[],
  id: number,
  text: string,
): readonly OptionField[] {
  return withSpare(fields.map((it) => (it.id === id ? { id, text } : it)));
}

export function without(fields: readonly OptionField[], id: number): readonly OptionField[] {
  return withSpare(fields.filter((it) => it.id !== id));
}

/** With an empty one at the end, as long as there may be more. */
function withSpare(fields: readonly OptionField[]): readonly OptionField[] {
  const isFull = fields.at(-1)?.text.trim() !== '';
  if (!isFull || fields.length >= MOST_OPTIONS) return fields;
  return [...fields, { id: Math.max(...fields.map((it) => it.id)) + 1, text: '' }];
}

/** What nobody sees and the server takes in no option: pasted along with a text, say. */
const HIDDEN =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/gu;

export function optionsOf(fields: readonly OptionField[]): readonly string[] {
  return fields.map((it) => it.text.replace(HIDDEN, '').trim()).filter((it) => it !== '');
}

export function flawOf({ question, fields }: NewPoll): Flaw | null {
  const options = optionsOf(fields);
  if (question.trim() === '') return 'no_question';
  if ((charsLeft(question, MOST_CHARS) ?? 0) < 0) return 'too_long';
  if (options.length < 2) return 'too_few';
  return new Set(options).size < options.length ? 'same' : null;
}

/** As it goes out. */
export function madeOf(
  { question, fields, multiple, ending }: NewPoll,
  now: Date,
): { readonly body: string; readonly poll: Poll } {
  const span = SPANS[ending];
  const ends_at = span === null ? null : new Date(now.getTime() + span).toISOString();
  return { body: bodyOf(question), poll: { options: [...optionsOf(fields)], multiple, ends_at } };
}
