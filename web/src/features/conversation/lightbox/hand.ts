/**
 * What fingers and pointers do to the picture that is looked at: two pinch it, one moves it while it
 * is larger than the screen, and otherwise goes on to the next, or puts it away downwards.
 */

import { type Frame, isZoomed, type Point, panned, type View, WHOLE, zoomedAt } from './zoom';

/** What came of it when the last finger was lifted. */
export type Outcome = 'tap' | 'double' | 'next' | 'previous' | 'close' | null;

/** So far a finger goes before it moves anything. */
const STILL_PX = 10;
/** So far it goes for the next picture, or to put it away; or a third of that, and fast. */
const SWIPE_PX = 90;
const FAST_PX_PER_MS = 0.5;
const DOUBLE_MS = 300;
const NEAR_PX = 32;

interface Finger extends Point {
  readonly from: Point;
  readonly since: number;
}

export class Hand {
  readonly #fingers = new Map<number, Finger>();
  /** Whether there was more to it than one finger that rests. */
  #isMoved = false;
  #isPinch = false;
  #tapped: (Point & { readonly at: number }) | null = null;

  get isHolding(): boolean {
    return this.#fingers.size > 0;
  }

  down(id: number, { x, y }: Point, now: number): void {
    if (this.#fingers.size === 0) {
      this.#isMoved = false;
      this.#isPinch = false;
    } else this.#isPinch = true;
    this.#fingers.set(id, { x, y, from: { x, y }, since: now });
  }

  /** The view that follows the fingers; where nothing is to be followed, the same. */
  move(id: number, to: Point, view: View, frame: Frame): View {
    const finger = this.#fingers.get(id);
    if (!finger) return view;
    const other = [...this.#fingers].find(([it]) => it !== id)?.[1];
    this.#fingers.set(id, { ...finger, ...to });
    if (other) {
      this.#isMoved = true;
      const middle = { x: (to.x + other.x) / 2, y: (to.y + other.y) / 2 };
      const by = distance(to, other) / Math.max(1, distance(finger, other));
      const moved = { x: (to.x - finger.x) / 2, y: (to.y - finger.y) / 2 };
      return panned(zoomedAt(view, frame, by, middle), frame, moved);
    }
    if (!this.#isMoved && distance(to, finger.from) < STILL_PX) return view;
    this.#isMoved = true;
    const by = { x: to.x - finger.x, y: to.y - finger.y };
    return isZoomed(view) ? panned(view, frame, by) : view;
  }

  /** How far the picture is drawn along by a finger that goes on, or puts it away. */
  drawn(view: View): Point {
    const [finger] = this.#fingers.values();
    if (!finger || !this.#isMoved || this.#isPinch || isZoomed(view)) return WHOLE;
    const [x, y] = [finger.x - finger.from.x, finger.y - finger.from.y];
    return Math.abs(x) > Math.abs(y) ? { x, y: 0 } : { x: 0, y: Math.max(0, y) };
  }

  up(id: number, view: View, now: number): Outcome {
    const finger = this.#fingers.get(id);
    const drawn = this.drawn(view);
    this.#fingers.delete(id);
    if (!finger || this.isHolding || this.#isPinch) return null;
    if (!this.#isMoved) return this.#tap(finger, now);
    const far = Math.max(Math.abs(drawn.x), drawn.y);
    const isFast = far / Math.max(1, now - finger.since) > FAST_PX_PER_MS;
    if (far < (isFast ? SWIPE_PX / 3 : SWIPE_PX)) return null;
    if (drawn.y > 0) return 'close';
    return drawn.x < 0 ? 'next' : 'previous';
  }

  /** What was begun is none. */
  cancel(id: number): void {
    this.#fingers.delete(id);
    this.#isPinch = true;
  }

  #tap(at: Point, now: number): Outcome {
    const before = this.#tapped;
    const isDouble = before && now - before.at < DOUBLE_MS && distance(before, at) < NEAR_PX;
    this.#tapped = isDouble ? null : { x: at.x, y: at.y, at: now };
    return isDouble ? 'double' : 'tap';
  }
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
