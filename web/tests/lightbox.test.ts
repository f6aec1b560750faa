import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Hand } from '@/features/conversation/lightbox/hand';
import { firstSource, fullSource, smallSource } from '@/features/conversation/lightbox/sources';
import {
  clampView,
  frameOf,
  isZoomed,
  panned,
  type Size,
  toggled,
  type View,
  WHOLE,
  zoomedAt,
} from '@/features/conversation/lightbox/zoom';

const stage: Size = { width: 1000, height: 600 };
const photo: Size = { width: 4000, height: 3000 };
const frame = frameOf(photo, stage);
const MIDDLE = { x: 0, y: 0 };

describe('a picture on the screen', () => {
  it('fits, and is no larger than it is', () => {
    expect(frame.fit).toEqual({ width: 800, height: 600 });
    expect(frameOf({ width: 20, height: 10 }, stage).fit).toEqual({ width: 20, height: 10 });
  });

  it('can be enlarged until its pixels can be counted, and a small one a few times', () => {
    expect(frame.most).toBe(10);
    expect(frameOf({ width: 20, height: 10 }, stage).most).toBe(4);
  });

  it('keeps what is under the pointer there while it gets larger', () => {
    const at = { x: 100, y: -50 };
    const near = zoomedAt(WHOLE, frame, 4, at);
    expect(near.scale).toBe(4);
    // The same part of the picture as before.
    expect((at.x - near.x) / near.scale).toBeCloseTo(at.x);
    expect((at.y - near.y) / near.scale).toBeCloseTo(at.y);
  });

  it('comes near by a double press, and goes back by another', () => {
    const near = toggled(WHOLE, frame, photo, MIDDLE);
    expect(near.scale).toBe(4);
    expect(toggled(near, frame, photo, MIDDLE)).toEqual(WHOLE);
    const small = { width: 200, height: 100 };
    expect(toggled(WHOLE, frameOf(small, stage), small, MIDDLE).scale).toBe(2);
  });

  it('never leaves the screen, nor shows what is beside it where it is larger', () => {
    const number = fc.double({ min: -5_000, max: 5_000, noNaN: true });
    const view = fc.record({
      x: number,
      y: number,
      scale: fc.double({ min: 0.01, max: 50, noNaN: true }),
    });
    const size = fc.record({
      width: fc.integer({ min: 1, max: 9_000 }),
      height: fc.integer({ min: 1, max: 9_000 }),
    });
    fc.assert(
      fc.property(size, size, view, (picture, room, wild) => {
        const around = frameOf(picture, room);
        const held = clampView(wild, around);
        expect(held.scale).toBeGreaterThanOrEqual(1);
        expect(held.scale).toBeLessThanOrEqual(around.most);
        for (const [of, at] of [
          ['width', held.x],
          ['height', held.y],
        ] as const) {
          const beyond = Math.max(0, (around.fit[of] * held.scale - room[of]) / 2);
          expect(Math.abs(at)).toBeLessThanOrEqual(beyond + 1e-6);
        }
        expect(clampView(held, around)).toEqual(held);
      }),
    );
  });

  it('moves by what it is moved, up to its edge', () => {
    const near = zoomedAt(WHOLE, frame, 2, MIDDLE);
    expect(panned(near, frame, { x: 50, y: 0 })).toEqual({ scale: 2, x: 50, y: 0 });
    expect(panned(near, frame, { x: 9_999, y: 0 }).x).toBe(300);
    expect(panned(WHOLE, frame, { x: 50, y: 50 })).toEqual(WHOLE);
  });
});

describe('a hand on the picture', () => {
  /** One finger, along these points, 100 ms each. */
  function drag(hand: Hand, view: View, ...points: readonly (readonly [number, number])[]) {
    const [[x, y] = [0, 0], ...rest] = points;
    let now = 1_000;
    let seen = view;
    hand.down(1, { x, y }, now);
    for (const [x, y] of rest) {
      seen = hand.move(1, { x, y }, seen, frame);
      now += 100;
    }
    return { view: seen, outcome: hand.up(1, seen, now) };
  }

  it('goes on and back sideways, and puts it away downwards', () => {
    expect(drag(new Hand(), WHOLE, [0, 0], [-50, 3], [-120, 5]).outcome).toBe('next');
    expect(drag(new Hand(), WHOLE, [0, 0], [120, 5]).outcome).toBe('previous');
    expect(drag(new Hand(), WHOLE, [0, 0], [10, 150]).outcome).toBe('close');
    expect(drag(new Hand(), WHOLE, [0, 0], [10, -150]).outcome).toBeNull();
    expect(drag(new Hand(), WHOLE, [0, 0], [-40, 0], [-40, 0]).outcome).toBeNull();
  });

  it('goes on by a short stroke that is fast', () => {
    const hand = new Hand();
    hand.down(1, MIDDLE, 0);
    hand.move(1, { x: -40, y: 0 }, WHOLE, frame);
    expect(hand.up(1, WHOLE, 50)).toBe('next');
  });

  it('moves what is larger than the screen, and goes nowhere', () => {
    const near = zoomedAt(WHOLE, frame, 3, MIDDLE);
    const { view, outcome } = drag(new Hand(), near, [0, 0], [-60, 0], [-160, 0]);
    expect(view.x).toBe(-160);
    expect(outcome).toBeNull();
  });

  it('presses, and presses twice', () => {
    const hand = new Hand();
    const press = (x: number, now: number) => {
      hand.down(1, { x, y: 0 }, now);
      return hand.up(1, WHOLE, now + 20);
    };
    expect(press(0, 0)).toBe('tap');
    expect(press(8, 150)).toBe('double');
    expect(press(8, 300)).toBe('tap');
    expect(press(200, 400)).toBe('tap');
    expect(press(200, 2_000)).toBe('tap');
  });

  it('pinches with two fingers, and is not mistaken for a stroke afterwards', () => {
    const hand = new Hand();
    hand.down(1, { x: -50, y: 0 }, 0);
    hand.down(2, { x: 50, y: 0 }, 0);
    const near = hand.move(2, { x: 150, y: 0 }, WHOLE, frame);
    expect(near.scale).toBe(2);
    expect(isZoomed(near)).toBe(true);
    expect(hand.up(2, near, 100)).toBeNull();
    expect(hand.up(1, near, 110)).toBeNull();
    expect(hand.isHolding).toBe(false);
  });

  it('takes back what was begun when the browser takes the finger', () => {
    const hand = new Hand();
    hand.down(1, MIDDLE, 0);
    hand.move(1, { x: -200, y: 0 }, WHOLE, frame);
    hand.cancel(1);
    expect(hand.isHolding).toBe(false);
    expect(hand.drawn(WHOLE)).toEqual(WHOLE);
  });
});

describe('the bytes of a picture', () => {
  const large = { id: 'f', content_type: 'image/jpeg', ...photo };

  it('are a small version, and all of them only where they can be seen', () => {
    expect(smallSource(large)).toBe('/api/files/f/thumbnail?size=480');
    expect(firstSource(large)).toBe('/api/files/f/thumbnail?size=1280');
    expect(fullSource(large, frame, WHOLE, 1)).toBeNull();
    expect(fullSource(large, frame, WHOLE, 2)).toBe('/api/files/f');
    expect(fullSource(large, frame, { ...WHOLE, scale: 3 }, 1)).toBe('/api/files/f');
  });

  it('are all of them where it is small, or moves', () => {
    expect(firstSource({ ...large, width: 800, height: 600 })).toBe('/api/files/f');
    expect(firstSource({ ...large, content_type: 'image/gif' })).toBe('/api/files/f');
    expect(fullSource({ ...large, width: 800, height: 600 }, frame, WHOLE, 4)).toBeNull();
    expect(smallSource({ ...large, width: 300, height: 200 })).toBeNull();
  });
});
