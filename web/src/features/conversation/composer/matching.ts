/** Those who are meant by the beginning of a name. */

export interface Candidate {
  /** Without spaces, where it has such a name. */
  readonly username?: string;
  readonly name: string;
}

export const MOST_SHOWN = 8;

/** The likeliest first; else in the order given. */
export function matching<T extends Candidate>(all: readonly T[], query: string): readonly T[] {
  const wanted = folded(query);
  const ranked = all.map((it) => ({ it, rank: rankOf(it, wanted) }));
  return ranked
    .filter(({ rank }) => rank < Number.POSITIVE_INFINITY)
    .sort((one, other) => one.rank - other.rank)
    .slice(0, MOST_SHOWN)
    .map(({ it }) => it);
}

function rankOf({ username, name }: Candidate, wanted: string): number {
  const spoken = folded(name);
  const called = folded(username ?? name);
  if (called.startsWith(wanted)) return 0;
  if (spoken.split(/\s+/u).some((word) => word.startsWith(wanted))) return 1;
  if (called.includes(wanted) || spoken.includes(wanted)) return 2;
  return Number.POSITIVE_INFINITY;
}

/** Without accents and case. */
function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
