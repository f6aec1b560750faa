/**
 * How the pictures of a message lie, before any of their bytes are there: from their sizes alone, so
 * that nothing moves when they come. A box is given as its width and its ratio, never its height: on
 * a narrow screen it shrinks, and keeps its shape.
 */

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** One picture in its row. */
export interface Tile {
  /** Which of the pictures. */
  readonly index: number;
  /** Width by height of its part of the row. */
  readonly ratio: number;
  /** So wide it gets at most, in CSS pixels. */
  readonly width: number;
  /** Smaller than its place: shown as it is, in the middle of it. */
  readonly isWhole: boolean;
}

export interface PictureRow {
  /** Width by height of the whole. */
  readonly ratio: number;
  readonly tiles: readonly Tile[];
}

export interface Boxes {
  /** So wide they get at most, in CSS pixels. */
  readonly width: number;
  readonly rows: readonly PictureRow[];
}

const MOST_WIDTH = 480;
const MOST_HEIGHT = 360;
/** A picture of a few pixels can be seen and pressed. */
const LEAST_SIDE = 88;
/** One that is wider or taller is cut at its ends. */
const WIDEST = MOST_WIDTH / LEAST_SIDE;
const TALLEST = 0.4;
const GAP = 4;

/** Of a row with so many: how far its pictures are from a square, and the row from a line. */
interface Bounds {
  readonly tile: readonly [number, number];
  readonly row: readonly [number, number];
}
const ALONE: Bounds = { tile: [0.6, 2], row: [1.5, 3.6] };
const BOUNDS: Readonly<Record<number, Bounds>> = {
  2: { tile: [0.6, 2], row: [2.2, 3.6] },
  3: { tile: [0.66, 1.8], row: [2.7, 4.4] },
  4: { tile: [0.8, 1.25], row: [3.6, 4.8] },
};

export function boxesOf(sizes: readonly Size[]): Boxes {
  const [first] = sizes;
  if (!first) return { width: 0, rows: [] };
  if (sizes.length === 1) return boxOf(first);
  const counts = countsOf(sizes.length);
  let from = 0;
  const rows = counts.map((count) => {
    const bounds = (counts.length === 1 && count === 2 ? ALONE : BOUNDS[count]) ?? ALONE;
    const row = rowOf(sizes.slice(from, from + count), from, bounds);
    from += count;
    return row;
  });
  return { width: MOST_WIDTH, rows };
}

/** Of one alone: as large as it is, within bounds. */
function boxOf(size: Size): Boxes {
  const { width, height } = isSmall(size) ? size : scaled(size);
  const shown = { width: Math.max(width, LEAST_SIDE), height: Math.max(height, LEAST_SIDE) };
  const ratio = ratioOf(shown);
  const isWhole = isSmall(size) && (width < shown.width || height < shown.height);
  const tile = { index: 0, ratio, width: shown.width, isWhole };
  return { width: shown.width, rows: [{ ratio, tiles: [tile] }] };
}

function isSmall({ width, height }: Size): boolean {
  return width <= MOST_WIDTH && height <= MOST_HEIGHT;
}

function scaled(size: Size): Size {
  const ratio = clamp(ratioOf(size), TALLEST, WIDEST);
  const width = Math.min(MOST_WIDTH, MOST_HEIGHT * ratio);
  const isCut = ratio > ratioOf(size);
  return {
    // One that is cut at its ends is no wider than it is.
    width: Math.round(isCut ? Math.min(width, size.width) : width),
    height: Math.round(width / ratio),
  };
}

function rowOf(sizes: readonly Size[], from: number, { tile, row }: Bounds): PictureRow {
  const ratios = sizes.map((it) => clamp(ratioOf(it), ...tile));
  const sum = ratios.reduce((all, it) => all + it, 0);
  const gaps = GAP * (sizes.length - 1);
  const height = (MOST_WIDTH - gaps) / clamp(sum, ...row);
  const tiles = sizes.map((size, at) => {
    const width = ((MOST_WIDTH - gaps) * (ratios[at] ?? 1)) / sum;
    const isWhole = size.width <= width && size.height <= height;
    return { index: from + at, ratio: width / height, width: Math.round(width), isWhole };
  });
  return { ratio: MOST_WIDTH / height, tiles };
}

/** How many lie in each row: three or so, and the larger ones above. */
function countsOf(count: number): readonly number[] {
  const rows = Math.max(Math.ceil((count - 1) / 3), count > 3 ? 2 : 1);
  return Array.from({ length: rows }, (_, at) => Math.floor((count + at) / rows));
}

function ratioOf({ width, height }: Size): number {
  return Math.max(1, width) / Math.max(1, height);
}

function clamp(value: number, least: number, most: number): number {
  return Math.min(most, Math.max(least, value));
}
