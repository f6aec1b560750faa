/** Which emoji one took last, and in which tone of skin: on this device. */
import { Cell } from '../cell';

const RECENT = 'snug:emoji-recent';
const TONE = 'snug:emoji-tone';
/** Two lines of them. */
const MOST = 16;

/** From 0, none, to 5, dark. */
export const tone = new Cell(Number(read(TONE)) || 0);

export function recent(): readonly string[] {
  return read(RECENT)
    .split(' ')
    .filter((it) => it !== '');
}

export function took(emoji: string): void {
  write(RECENT, [emoji, ...recent().filter((it) => it !== emoji)].slice(0, MOST).join(' '));
}

export function chooseTone(chosen: number): void {
  tone.set(chosen);
  write(TONE, String(chosen));
}

function read(key: string): string {
  try {
    return localStorage.getItem(key) ?? '';
  } catch {
    return '';
  }
}

function write(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // Storage is blocked: it lasts as long as the page.
  }
}
