/** Which emoji one took last, and in which tone of skin: on this device. */
import { Cell } from '../cell';
import { recall, remember } from '../storage/memory';

const RECENT = 'snug:emoji-recent';
const TONE = 'snug:emoji-tone';
/** Two lines of them. */
const MOST = 16;

/** From 0, none, to 5, dark. */
export const tone = new Cell(Number(recall(TONE)) || 0);

export function recent(): readonly string[] {
  return (recall(RECENT) ?? '').split(' ').filter((it) => it !== '');
}

export function took(emoji: string): void {
  remember(RECENT, [emoji, ...recent().filter((it) => it !== emoji)].slice(0, MOST).join(' '));
}

export function chooseTone(chosen: number): void {
  tone.set(chosen);
  remember(TONE, String(chosen));
}
