/**
 * An excerpt cut where something was found. The ranges are the server's, in Unicode scalar values,
 * and a string here is in UTF-16: it is cut by characters, so that no emoji is halved.
 */

export interface Piece {
  readonly text: string;
  readonly isFound: boolean;
  /** Where it begins: tells it from the others. */
  readonly at: number;
}

export function piecesOf(excerpt: string, ranges: readonly (readonly number[])[]): Piece[] {
  const characters = [...excerpt];
  const pieces: Piece[] = [];
  let at = 0;
  const take = (to: number, isFound: boolean): void => {
    const end = Math.min(to, characters.length);
    if (end <= at) return;
    pieces.push({ text: characters.slice(at, end).join(''), isFound, at });
    at = end;
  };
  const sorted = [...ranges].sort(([a = 0], [b = 0]) => a - b);
  for (const [start = 0, end = 0] of sorted) {
    take(start, false);
    take(end, true);
  }
  take(characters.length, false);
  return pieces;
}
