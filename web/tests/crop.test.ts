import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  dragged,
  handled,
  largestCrop,
  MOST_ZOOM,
  type Size,
  zoomed,
  zoomOf,
} from '@/shared/picture/crop';

const WIDE: Size = { width: 400, height: 200 };
const sizes = fc.record({
  width: fc.integer({ min: 1, max: 12_000 }),
  height: fc.integer({ min: 1, max: 12_000 }),
});
const by = fc.double({ min: -3, max: 3, noNaN: true });
const spot = fc.record({ x: by, y: by });
const acts = fc.array(
  fc.oneof(
    fc.record({ drag: spot }),
    fc.record({ zoom: fc.double({ min: -1, max: 20, noNaN: true }), around: spot }),
  ),
  { maxLength: 20 },
);

describe('the part of a picture that is shown', () => {
  it('is at first as much of the middle as can be', () => {
    expect(largestCrop(WIDE)).toEqual({ left: 100, top: 0, side: 200 });
    expect(largestCrop({ width: 200, height: 300 })).toEqual({ left: 0, top: 50, side: 200 });
  });

  it('goes the other way when the picture is dragged, as far as the picture goes', () => {
    const crop = largestCrop(WIDE);
    expect(dragged(crop, WIDE, { x: 0.25, y: 0.25 })).toEqual({ left: 50, top: 0, side: 200 });
    expect(dragged(crop, WIDE, { x: -9, y: 0 })).toEqual({ left: 200, top: 0, side: 200 });
  });

  it('keeps what is pointed at in its place when it is zoomed', () => {
    const crop = zoomed(largestCrop(WIDE), WIDE, 2, { x: 0.25, y: 0.75 });
    expect(crop).toEqual({ left: 125, top: 75, side: 100 });
    expect(crop.left + 0.25 * crop.side).toBe(100 + 0.25 * 200);
    expect(zoomOf(crop, WIDE)).toBe(2);
    expect(zoomed(largestCrop(WIDE), WIDE, 2)).toEqual({ left: 150, top: 50, side: 100 });
  });

  it('is no larger than the picture and no smaller than can be recognised', () => {
    const crop = largestCrop(WIDE);
    expect(zoomOf(zoomed(crop, WIDE, 0.1), WIDE)).toBe(1);
    expect(zoomOf(zoomed(crop, WIDE, 99), WIDE)).toBe(MOST_ZOOM);
  });

  it('follows one finger, and two that go apart', () => {
    const crop = largestCrop(WIDE);
    const one = handled(crop, WIDE, [{ x: 0.25, y: 0.25 }], [{ x: 0.5, y: 0.25 }]);
    expect(one).toEqual(dragged(crop, WIDE, { x: 0.25, y: 0 }));
    const before = [
      { x: 0.375, y: 0.5 },
      { x: 0.625, y: 0.5 },
    ];
    const after = [
      { x: 0.25, y: 0.5 },
      { x: 0.75, y: 0.5 },
    ];
    expect(handled(crop, WIDE, before, after)).toEqual(zoomed(crop, WIDE, 2));
    // Two that lie on each other are nothing to measure by: they only drag.
    const same = [before[0], before[0]].flatMap((it) => it ?? []);
    expect(handled(crop, WIDE, same, after)).toEqual(dragged(crop, WIDE, { x: 0.125, y: 0 }));
  });

  it('never leaves the picture, whatever is done', () => {
    fc.assert(
      fc.property(sizes, acts, (size, done) => {
        let crop = largestCrop(size);
        for (const act of done) {
          if ('drag' in act) crop = dragged(crop, size, act.drag);
          else crop = zoomed(crop, size, act.zoom, act.around);
          const short = Math.min(size.width, size.height);
          expect(crop.left).toBeGreaterThanOrEqual(0);
          expect(crop.top).toBeGreaterThanOrEqual(0);
          // As exactly as a computer counts.
          expect(crop.left + crop.side).toBeLessThanOrEqual(size.width + 1e-6);
          expect(crop.top + crop.side).toBeLessThanOrEqual(size.height + 1e-6);
          expect(crop.side).toBeGreaterThanOrEqual(short / MOST_ZOOM - 1e-6);
          expect(crop.side).toBeLessThanOrEqual(short);
        }
      }),
    );
  });
});
