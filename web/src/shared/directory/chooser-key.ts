/** What a key does in the field of a chooser of people. Null: what it does in every field. */

export type ChooserKey = 'next' | 'previous' | 'toggle' | 'nothing' | 'clear' | 'remove';

interface Situation {
  readonly text: string;
  /** Whether somebody of the list is pointed at. */
  readonly isPointing: boolean;
  readonly hasChosen: boolean;
}

export function chooserKey(key: string, now: Situation): ChooserKey | null {
  const isEmpty = now.text === '';
  switch (key) {
    case 'ArrowDown':
      return 'next';
    case 'ArrowUp':
      return 'previous';
    case 'Enter':
      if (now.isPointing) return 'toggle';
      // A name that is half typed is no reason to send the form.
      return isEmpty ? null : 'nothing';
    case 'Escape':
      return isEmpty ? null : 'clear';
    case 'Backspace':
      return isEmpty && now.hasChosen ? 'remove' : null;
    default:
      return null;
  }
}

/** Who is pointed at after going `by` in a list; its ends hold. */
export function step<T>(list: readonly T[], from: T | undefined, by: 1 | -1): T | undefined {
  const at = from === undefined ? -1 : list.indexOf(from);
  if (at === -1) return by === 1 ? list[0] : list.at(-1);
  return list[Math.max(0, Math.min(list.length - 1, at + by))];
}
