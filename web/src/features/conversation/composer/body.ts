/** The text of a message: what is sent of what was typed, and how long it is. */

/** Of a message, where the server has not said otherwise. */
export const MOST_CHARS = 20_000;
/** So close to the limit it is said how much is left. */
const NEAR_CHARS = 500;

/** As it is sent: without blank ends, and with nothing that no server can store. */
export function bodyOf(text: string): string {
  return text
    .replaceAll('\0', '')
    .replace(/\p{Surrogate}/gu, '\u{FFFD}')
    .trimEnd();
}

/** How many characters are left, negative where it is too long; null where that is no matter. */
export function charsLeft(text: string, most: number): number | null {
  // A character takes one or two units, so that most texts need not be counted.
  if (text.length <= most - NEAR_CHARS) return null;
  const left = most - scalarCount(bodyOf(text));
  return left <= NEAR_CHARS ? left : null;
}

/** Characters as the contract has them: Unicode scalar values. */
export function scalarCount(text: string): number {
  let count = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // The first half of a pair, whose second one is not counted.
    if (unit >= 0xd800 && unit < 0xdc00) count -= 1;
  }
  return count;
}
