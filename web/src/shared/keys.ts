/** What is written on the keys of this device, in the language of the page. */
import { useCallback } from 'react';
import { useSay } from './i18n/i18n';

const isApple = /Mac|iPhone|iPad/u.test(navigator.platform);
const SIGNS: Readonly<Record<string, string>> = { Ctrl: '⌘', Shift: '⇧', Alt: '⌥' };

/** The name of a key that stands in the code as `Ctrl`, `Shift`, `Alt`, or as it is. */
export function useKeyName(): (key: string) => string {
  const say = useSay();
  return useCallback(
    (key) => {
      if (isApple) return SIGNS[key] ?? key;
      if (key === 'Ctrl') return say('app.key_ctrl');
      return key === 'Shift' ? say('app.key_shift') : key;
    },
    [say],
  );
}

/** Keys that are pressed together, as they are written in a line. */
export function useChord(): (...keys: readonly string[]) => string {
  const nameOf = useKeyName();
  return useCallback((...keys) => keys.map(nameOf).join(isApple ? '' : '+'), [nameOf]);
}
