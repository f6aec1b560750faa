/**
 * What of the rows is on the screen, and that nothing moves there unless the reader moved it: one
 * who is at the end stays at the end, whatever grows; one who is elsewhere stays there.
 */
import type { VirtualizerHandle } from 'virtua';
import { Cell } from '@/shared/cell';
import type { Look, Target } from './feed-reader';
import { indexOf, type Row } from './row';

/** So near to the end one is at the end. */
const AT_END_PX = 24;
/** So long it takes at most until the rows around a target are measured. */
const SETTLED_MS = 200;
/** So long a list rolls on after it was touched. */
const TOUCHED_MS = 3_000;
/** So long after something grew or shrank the list may be put right by itself. */
const CALM_MS = 300;
/** What is loaded before one gets there, in screens. */
const AHEAD = 1.5;

export class Viewport {
  readonly isAtEnd = new Cell(true);
  handle: VirtualizerHandle | null = null;
  scroller: HTMLElement | null = null;
  /** Whether the end of the rows is the end of the conversation: only there one stays at the end. */
  isNewest = true;
  /** Called when a target has come on the screen. */
  onSettled: () => void = () => {};
  #offset = 0;
  #size = 0;
  #touched_at = Number.NEGATIVE_INFINITY;
  #resized_at = Number.NEGATIVE_INFINITY;
  /** What is being brought on the screen: until rows are measured nobody knows where it is. */
  #placing: { readonly index: number; readonly isThird: boolean } | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** After a jump: brings its target on the screen. */
  place(target: Target, rows: readonly Row[]): void {
    this.leave();
    this.isAtEnd.set(target.name === 'newest');
    if (target.name === 'newest') {
      this.#toEnd();
      return;
    }
    const index = indexOf(rows, target.seq);
    this.#placing = { index: index + 1, isThird: target.name === 'third' };
    this.#timer = setTimeout(() => this.#settle(), SETTLED_MS);
    this.#toRow(index, target);
  }

  /** There is nothing more to be brought on the screen. */
  leave(): void {
    clearTimeout(this.#timer);
    this.#placing = null;
    // What was touched before rolls on no more.
    this.#touched_at = Number.NEGATIVE_INFINITY;
  }

  toNewest(): void {
    this.leave();
    this.isAtEnd.set(true);
    this.#toEnd();
  }

  /** Its content or it itself has another size. */
  resized(): void {
    const { handle } = this;
    this.#resized_at = performance.now();
    const placing = this.#placing;
    // What was not read fits on the screen: then the end is there too.
    if (placing?.isThird && this.isNewest && handle && handle.viewportSize > 0) {
      const rest = handle.scrollSize - handle.getItemOffset(placing.index);
      if (rest < handle.viewportSize) this.toNewest();
    }
    // What is open at a message would go off the screen with it.
    if (this.#isHeld()) this.isAtEnd.set(this.#isThere());
    else if (this.isAtEnd.get()) this.#toEnd();
    this.#remember();
  }

  scrolled(): void {
    const { scroller } = this;
    if (!scroller || this.#placing) return;
    if (this.#isThere()) this.isAtEnd.set(true);
    else if (this.#isLeft(scroller)) this.isAtEnd.set(false);
    else if (this.isAtEnd.get()) this.#toEnd();
    this.#remember();
  }

  /** What is written below may have shrunk and grown in one moment, and pulled the list along. */
  written(): void {
    this.#resized_at = performance.now();
  }

  /** The reader's own hand is on it. */
  touched(): void {
    this.#touched_at = performance.now();
  }

  /** Null where nothing is on the screen. */
  look(rows: readonly Row[], isNewest: boolean): Look | null {
    const { handle } = this;
    if (!handle || this.#placing || rows.length === 0 || handle.viewportSize === 0) return null;
    const top = handle.scrollOffset;
    const first = clamp(handle.findItemIndex(top) - 1, rows.length);
    const last = clamp(this.#lastWhole(top + handle.viewportSize) - 1, rows.length);
    const first_seq = seqOf(rows, first);
    if (first_seq === null) return null;
    return {
      first: first_seq,
      last: seqOf(rows, Math.max(first, last)) ?? first_seq,
      offset: top - handle.getItemOffset(first + 1),
      isAtEnd: isNewest && this.isAtEnd.get(),
    };
  }

  isNear(edge: 'before' | 'after'): boolean {
    const { handle } = this;
    if (!handle || this.#placing || handle.viewportSize === 0) return false;
    const ahead = handle.viewportSize * AHEAD;
    return edge === 'before' ? handle.scrollOffset < ahead : this.#distance() < ahead;
  }

  /** Brings a row on the screen, if it isn't there whole. */
  reveal(index: number): void {
    this.handle?.scrollToIndex(index + 1, { align: 'nearest' });
  }

  #settle(): void {
    this.#placing = null;
    if (this.#isThere()) this.isAtEnd.set(true);
    this.#remember();
    this.onSettled();
  }

  /** The last that ends on the screen. */
  #lastWhole(bottom: number): number {
    const { handle } = this;
    if (!handle) return 0;
    const index = handle.findItemIndex(bottom);
    const isWhole = handle.getItemOffset(index) + handle.getItemSize(index) <= bottom + 1;
    return isWhole ? index : index - 1;
  }

  /** Only the reader leaves the end: what grows and shrinks goes back by itself, and at once. */
  #isLeft({ scrollTop, scrollHeight }: HTMLElement): boolean {
    if (scrollTop >= this.#offset - 1) return false;
    const now = performance.now();
    if (now - this.#touched_at < TOUCHED_MS) return scrollHeight >= this.#size;
    // A screen reader touches nothing, and scrolls all the same.
    return now - this.#resized_at > CALM_MS;
  }

  #toRow(index: number, { name, offset = 0 }: Exclude<Target, { name: 'newest' }>): void {
    const align = name === 'center' ? 'center' : 'start';
    const third = (this.scroller?.clientHeight ?? 0) / 3;
    const by = name === 'third' ? -third : offset;
    this.handle?.scrollToIndex(index + 1, { align, offset: by });
  }

  #toEnd(): void {
    if (this.scroller) this.scroller.scrollTop = this.scroller.scrollHeight;
  }

  /** A menu or a palette is open at one of the messages. */
  #isHeld(): boolean {
    const opener = this.scroller?.querySelector('[aria-haspopup][aria-expanded=true]');
    return opener !== null && opener !== undefined;
  }

  #isThere(): boolean {
    return this.isNewest && this.#distance() <= AT_END_PX;
  }

  #distance(): number {
    const { scroller } = this;
    return scroller ? scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight : 0;
  }

  #remember(): void {
    this.#offset = this.scroller?.scrollTop ?? 0;
    this.#size = this.scroller?.scrollHeight ?? 0;
  }
}

/** Of the row, or of the last before it that has a place. */
function seqOf(rows: readonly Row[], index: number): number | null {
  const row = rows.slice(0, index + 1).findLast((it) => Number.isFinite(it.message.seq));
  return row?.message.seq ?? null;
}

function clamp(index: number, length: number): number {
  return Math.max(0, Math.min(index, length - 1));
}
