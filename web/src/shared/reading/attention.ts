/** Whether the person looks at this page. */
import { Cell } from '../cell';

/** `visible`: on the screen, while something else has the keyboard. */
export type Attention = 'here' | 'visible' | 'away';

export function browserAttention(): Cell<Attention> {
  const attention = new Cell(now());
  const look = (): void => attention.set(now());
  document.addEventListener('visibilitychange', look);
  window.addEventListener('focus', look);
  window.addEventListener('blur', look);
  return attention;
}

function now(): Attention {
  if (document.visibilityState !== 'visible') return 'away';
  return document.hasFocus() ? 'here' : 'visible';
}
