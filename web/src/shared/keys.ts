/** What is written on the keys of this device, in the language of the page. */
import { useCallback } from 'react';
import { type TextName, useSay } from './i18n/i18n';

const isApple = /Mac|iPhone|iPad/u.test(navigator.platform);
const SIGNS: Readonly<Record<string, string>> = {
  Ctrl: '⌘',
  Shift: '⇧',
  Alt: '⌥',
  Tab: '⇥',
  Enter: '↩',
  Esc: 'esc',
  // Its laptops have no other key that deletes.
  Del: '⌫',
  Home: '↖',
  End: '↘',
};

type KeyWords = Readonly<Record<string, TextName>>;

/** Of the keys that are named on the first page; whoever names others has their words. */
const WORDS: KeyWords = { Ctrl: 'app.key_ctrl', Shift: 'app.key_shift' };

/** The name of a key that stands in the code as in English, or as what it types. */
export function useKeyName(others?: KeyWords): (key: string) => string {
  const say = useSay();
  return useCallback(
    (key) => {
      if (isApple) return SIGNS[key] ?? key;
      const word = WORDS[key] ?? others?.[key];
      return word === undefined ? key : say(word);
    },
    [say, others],
  );
}

/** Keys that are pressed together, as they are written in a line. */
export function useChord(): (...keys: readonly string[]) => string {
  const nameOf = useKeyName();
  return useCallback((...keys) => keys.map(nameOf).join(isApple ? '' : '+'), [nameOf]);
}
