/**
 * The square of a picture that will be shown: where it lies in the picture, in its pixels. It never
 * leaves the picture. What is moved and pointed at is told in parts of the square, which is as large
 * on the screen as it happens to be.
 */
export interface Size {
  readonly width: number;
  readonly height: number;
}

export interface Crop {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

/** A place in the square: 0 is its beginning, 1 its end. */
export interface Spot {
  readonly x: number;
  readonly y: number;
}

/** Closer than that nothing would be recognised. */
export const MOST_ZOOM = 5;

const MIDDLE: Spot = { x: 0.5, y: 0.5 };

/** As much as can be, of the middle. */
export function largestCrop(size: Size): Crop {
  const side = shortSide(size);
  return { left: (size.width - side) / 2, top: (size.height - side) / 2, side };
}

/** How many times larger than at first everything is seen. */
export function zoomOf(crop: Crop, size: Size): number {
  return shortSide(size) / crop.side;
}

/** The picture goes along with what drags it, so the square goes the other way. */
export function dragged(crop: Crop, size: Size, by: Spot): Crop {
  const left = crop.left - by.x * crop.side;
  return within({ ...crop, left, top: crop.top - by.y * crop.side }, size);
}

/** What is at `around` stays there, as long as the picture's edges let it. */
export function zoomed(crop: Crop, size: Size, zoom: number, around: Spot = MIDDLE): Crop {
  const side = shortSide(size) / clamp(zoom, 1, MOST_ZOOM);
  const less = crop.side - side;
  return within({ left: crop.left + around.x * less, top: crop.top + around.y * less, side }, size);
}

/** One finger drags; two, wherever they go, keep what is under them. */
export function handled(
  crop: Crop,
  size: Size,
  before: readonly Spot[],
  after: readonly Spot[],
): Crop {
  const [from, to] = [middleOf(before), middleOf(after)];
  const moved = dragged(crop, size, { x: to.x - from.x, y: to.y - from.y });
  const spread = spreadOf(before);
  if (spread === 0) return moved;
  return zoomed(moved, size, (zoomOf(moved, size) * spreadOf(after)) / spread, to);
}

function middleOf(spots: readonly Spot[]): Spot {
  const sum = spots.reduce(({ x, y }, it) => ({ x: x + it.x, y: y + it.y }), { x: 0, y: 0 });
  return { x: sum.x / spots.length, y: sum.y / spots.length };
}

function spreadOf([one, other]: readonly Spot[]): number {
  return one && other ? Math.hypot(other.x - one.x, other.y - one.y) : 0;
}

function within({ left, top, side }: Crop, { width, height }: Size): Crop {
  return { left: clamp(left, 0, width - side), top: clamp(top, 0, height - side), side };
}

function shortSide({ width, height }: Size): number {
  return Math.min(width, height);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
