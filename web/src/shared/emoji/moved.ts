/** Where an arrow key goes from a button among others that stand in lines. */

interface Standing {
  readonly offsetLeft: number;
  readonly offsetTop: number;
}

interface Pressed {
  readonly key: string;
  readonly target: EventTarget;
}

/** Negative: above the first line. Null where the key moves nothing. */
export function moved(
  { key, target }: Pressed,
  at: number,
  all: readonly Standing[],
): number | null {
  if (at < 0) return null;
  const isMirrored = target instanceof Element && getComputedStyle(target).direction === 'rtl';
  const along = isMirrored ? -1 : 1;
  switch (key) {
    case 'ArrowRight':
      return Math.min(Math.max(0, at + along), all.length - 1);
    case 'ArrowLeft':
      return Math.min(Math.max(0, at - along), all.length - 1);
    case 'ArrowDown':
      return nextLine(at, 1, all) ?? at;
    case 'ArrowUp':
      return nextLine(at, -1, all) ?? -1;
    case 'Home':
      return 0;
    case 'End':
      return all.length - 1;
    default:
      return null;
  }
}

/** In the line after this one, or before it, the one that is nearest. */
function nextLine(at: number, by: 1 | -1, all: readonly Standing[]): number | null {
  const from = all[at];
  if (!from) return null;
  let best: number | null = null;
  let line: number | null = null;
  for (let index = at + by; index >= 0 && index < all.length; index += by) {
    const it = all[index];
    if (!it || it.offsetTop === from.offsetTop) continue;
    line ??= it.offsetTop;
    if (it.offsetTop !== line) break;
    const held = best === null ? undefined : all[best];
    const isNearer =
      !held ||
      Math.abs(it.offsetLeft - from.offsetLeft) < Math.abs(held.offsetLeft - from.offsetLeft);
    if (isNearer) best = index;
  }
  return best;
}
