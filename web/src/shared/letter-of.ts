/** Keys that do something are named by Latin letters, and a keyboard may have others. */

/**
 * The letter that a key means: the one that is written on it, wherever it lies, or in another script
 * the one of its place. With Shift there may be a sign on a letter's key (`[` on an Arabic F).
 */
export function letterOf({ key, code }: Pick<KeyboardEvent, 'key' | 'code'>): string | null {
  const letter = /^[A-Za-z]$/u.test(key) ? key : /^Key([A-Z])$/u.exec(code)?.[1];
  return letter?.toLowerCase() ?? null;
}
