import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Boxes,
  boxesOf,
  type Size,
} from '@/features/conversation/timeline/attachments/measure';

/** In a message. */
const MOST_FILES = 10;
const photo: Size = { width: 4000, height: 3000 };
const side = fc.integer({ min: 1, max: 65_535 });
const anySizes = fc.array(fc.record({ width: side, height: side }), {
  minLength: 1,
  maxLength: 12,
});

const heightOf = ({ width, rows }: Boxes): number =>
  rows.reduce((sum, it) => sum + width / it.ratio, 4 * (rows.length - 1));

function alone(width: number, height: number): [number, number] {
  const boxes = boxesOf([{ width, height }]);
  return [boxes.width, Math.round(heightOf(boxes))];
}

describe('the place of one picture', () => {
  it('has its shape, and is no larger than there is room', () => {
    expect(alone(4000, 3000)).toEqual([480, 360]);
    expect(alone(3000, 4000)).toEqual([270, 360]);
    expect(alone(2000, 1000)).toEqual([480, 240]);
  });

  it('is no larger than the picture', () => {
    expect(alone(300, 200)).toEqual([300, 200]);
    const isWhole = (width: number, height: number) =>
      boxesOf([{ width, height }]).rows[0]?.tiles[0]?.isWhole;
    expect([isWhole(300, 200), isWhole(300, 20), isWhole(4000, 20)]).toEqual([false, true, false]);
  });

  it('can be seen and pressed, however small the picture is', () => {
    expect(alone(1, 1)).toEqual([88, 88]);
    expect(alone(400, 3)).toEqual([400, 88]);
  });

  it('cuts what is a line', () => {
    expect(alone(65_535, 1)).toEqual([480, 88]);
    expect(alone(1, 65_535)).toEqual([88, 360]);
    expect(alone(1200, 30_000)).toEqual([144, 360]);
    expect(alone(1600, 100)).toEqual([480, 88]);
    expect(alone(80, 1200)).toEqual([88, 360]);
  });
});

describe('the places of several pictures', () => {
  it('have rows of like pictures of like size, the larger ones first', () => {
    const counts = (n: number) =>
      boxesOf(Array.from({ length: n }, () => photo)).rows.map((it) => it.tiles.length);
    expect([2, 3, 4, 5, 7, 10].map(counts)).toEqual([[2], [3], [2, 2], [2, 3], [3, 4], [3, 3, 4]]);
    const [row] = boxesOf([photo, photo]).rows;
    expect(row?.tiles.map((it) => it.width)).toEqual([238, 238]);
  });

  it('give each picture one place, in order, that fits on a phone and can be pressed there', () => {
    fc.assert(
      fc.property(anySizes, (sizes) => {
        const { width, rows } = boxesOf(sizes);
        const tiles = rows.flatMap((it) => it.tiles);
        expect(tiles.map((it) => it.index)).toEqual(sizes.map((_, index) => index));
        expect(width).toBeLessThanOrEqual(480);
        for (const row of rows) {
          const sum = row.tiles.reduce((all, it) => all + it.ratio, 0);
          const phone = Math.min(width, 300);
          for (const tile of row.tiles) {
            expect((phone * tile.ratio) / sum).toBeGreaterThanOrEqual(44);
            expect(phone / row.ratio).toBeGreaterThanOrEqual(44);
          }
        }
      }),
    );
  });

  it('are never higher than a screen', () => {
    fc.assert(
      fc.property(anySizes, (sizes) => {
        fc.pre(sizes.length <= MOST_FILES);
        expect(heightOf(boxesOf(sizes))).toBeLessThanOrEqual(660);
      }),
    );
  });
});
