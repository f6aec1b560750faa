/** What is being typed: a person after an `@`, a channel after a `#`, an emoji after a `:`. */

export type Sign = '@' | '#' | ':';

/** From its sign to the caret. */
export interface Begun {
  readonly sign: Sign;
  readonly from: number;
  readonly to: number;
  /** Without the sign. */
  readonly query: string;
}

/** Longer ones are no names. */
const MOST_CHARS = 64;

const BEFORE_CARET: readonly (readonly [Sign, RegExp])[] = [
  // As the server reads it: an `@` within a word (an address of e-mail) is none.
  ['@', /(?:^|[^\p{L}\p{M}\p{N}._-])@(?<query>[\p{L}\p{M}\p{N}._-]*)$/u],
  // Nor is the `#` of an address, or that of a smaller heading.
  ['#', /(?:^|[^\p{L}\p{M}\p{N}._#&/-])#(?<query>[\p{L}\p{M}\p{N}._-]*)$/u],
  // One letter is a face (`:D`), a number a time.
  [':', /(?:^|[^\p{L}\p{M}\p{N}:]):(?<query>[\p{L}+][\p{L}\p{M}\p{N}_+-]+)$/u],
];

export function begunAt(text: string, caret: number): Begun | null {
  const before = text.slice(Math.max(0, caret - MOST_CHARS), caret);
  for (const [sign, pattern] of BEFORE_CARET) {
    const query = pattern.exec(before)?.groups?.['query'];
    if (query !== undefined) return { sign, from: caret - query.length - 1, to: caret, query };
  }
  return null;
}
