/** The name that is being typed after an `@`, and who it may be. */

/** From its `@` to the caret. */
export interface Mention {
  readonly from: number;
  readonly to: number;
  /** Without the `@`. */
  readonly query: string;
}

export interface Candidate {
  readonly id: string;
  readonly username: string;
  readonly name: string;
}

/** Longer ones are no names. */
const MOST_CHARS = 64;
const MOST_SHOWN = 8;

/** As the server reads it: an `@` within a word (an address of e-mail) is none. */
const BEFORE_CARET = /(?:^|[^\p{L}\p{M}\p{N}._-])@(?<query>[\p{L}\p{M}\p{N}._-]*)$/u;

export function mentionAt(text: string, caret: number): Mention | null {
  const before = text.slice(Math.max(0, caret - MOST_CHARS), caret);
  const query = BEFORE_CARET.exec(before)?.groups?.['query'];
  if (query === undefined) return null;
  return { from: caret - query.length - 1, to: caret, query };
}

/** Those who are meant by it, the likeliest first; else in the order given. */
export function matching<T extends Candidate>(people: readonly T[], query: string): readonly T[] {
  const wanted = folded(query);
  const ranked = people.map((it) => ({ it, rank: rankOf(it, wanted) }));
  return ranked
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST_SHOWN)
    .map(({ it }) => it);
}

function rankOf({ username, name }: Candidate, wanted: string): number {
  const spoken = folded(name);
  const called = folded(username);
  if (called.startsWith(wanted)) return 0;
  if (spoken.split(/\s+/u).some((word) => word.startsWith(wanted))) return 1;
  if (called.includes(wanted) || spoken.includes(wanted)) return 2;
  return Number.POSITIVE_INFINITY;
}

/** Without accents and case. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
