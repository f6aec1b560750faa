/**
 * Where one is in a conversation's messages: which stretch of them is shown, what is loaded at its
 * ends before one gets there, and what is let go of, so that memory stays flat.
 *
 * *Invariant:* what is shown is one stretch without gaps. A place that is far away is loaded first
 * and then shown instead; until then nothing moves.
 */
import { UnansweredError } from '@/shared/api/errors';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { type Item, itemsOf, unsent } from '@/shared/messenger/item';
import { isReply } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { Throttle } from '@/shared/throttle';
import { end, type Range } from '@/shared/timeline/range';
import type { Place, Timeline } from '@/shared/timeline/timeline';
import { type End, Ends } from './ends';
import {
  asError,
  type FeedReader,
  type Look,
  type Missed,
  type ReaderState,
  type Target,
  targetOf,
} from './feed-reader';

interface Parts {
  readonly timeline: Timeline;
  readonly entries: Cell<readonly Entry[]>;
  readonly connection: Cell<ConnectionState>;
  readonly user_id: string;
}

/** So many are held at most, and so many are kept on each side of what one looks at. */
const MOST_HELD = 400;
const KEPT = 150;
/** So often what arrives is shown at most. */
const EVERY_MS = 200;

export class Reader implements FeedReader {
  readonly state = new Cell<ReaderState>({ name: 'loading' });
  readonly #parts: Parts;
  readonly #throttle = new Throttle(EVERY_MS, () => this.#show());
  readonly #ends = new Ends();
  #unsubscribe: (() => void)[] = [];
  #target: Target = { name: 'newest' };
  #look: Look | null = null;
  #epoch = 0;
  /** Counts what was opened: only the last one is shown. */
  #opened = 0;
  #isOpening = false;
  /** Why what one went to could not be opened. */
  #failure: Error | null = null;
  /** Where one was before: one stays there if what one goes to does not come. */
  #left: { readonly target: Target; readonly look: Look; readonly epoch: number } | null = null;
  #missed: Missed | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins to follow the conversation; what is shown is what one goes to. */
  start(): void {
    const { timeline, entries, connection } = this.#parts;
    timeline.resume();
    const changed = () => this.#throttle.wish();
    this.#unsubscribe = [
      timeline.ranges.subscribe(changed),
      entries.subscribe(changed),
      connection.subscribe(() => this.#reconnected()),
    ];
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#opened += 1;
    this.#throttle.stop();
    this.#parts.timeline.rest(this.#anchor(), this.#look?.isAtEnd ? undefined : this.#look?.last);
  }

  /** Shows a place; what is not loaded is loaded first. */
  go(target: Target): void {
    const state = this.state.get();
    if (this.#look && state.name === 'ready') {
      this.#left = { target: this.#target, look: this.#look, epoch: state.epoch };
    }
    this.#target = target;
    this.#look = null;
    this.#epoch += 1;
    this.#missed = null;
    if (this.#range()) {
      this.#isOpening = false;
      this.#opened += 1;
      this.#failure = null;
      this.#left = null;
      this.#ends.clear();
      this.#show();
    } else void this.#open();
  }

  /** Again, what could not be loaded. */
  retry(): void {
    this.#ends.clear();
    this.#missed = null;
    if (this.#range()) this.#show();
    else void this.#open();
  }

  looked(look: Look): void {
    if (this.#isOpening) return;
    this.#look = look;
    const { timeline } = this.#parts;
    const held = this.#range();
    if (held && held.messages.length > MOST_HELD) {
      timeline.keep(look.first - KEPT, look.last + KEPT);
    }
  }

  /** Whether one sees a message, reads on to it within a screen, or is being brought there or further on. */
  isAlmostAt(seq: number): boolean {
    if (this.#look) return seq <= 2 * this.#look.last - this.#look.first + 1;
    return this.#target.name === 'newest' || seq <= this.#target.seq;
  }

  /** One comes near to an end: what lies beyond it is loaded. */
  near(edge: End): void {
    void this.#more(edge);
  }

  async #open(): Promise<void> {
    this.#opened += 1;
    const opened = this.#opened;
    this.#isOpening = true;
    if (this.#failure) this.#epoch += 1;
    this.#failure = null;
    if (this.state.get().name === 'failed') this.state.set({ name: 'loading' });
    try {
      await this.#parts.timeline.load(this.#place());
      if (opened !== this.#opened) return;
      this.#isOpening = false;
      this.#left = null;
      this.#ends.clear();
      if (!this.#range()) throw new UnansweredError('no such page');
      this.#show();
    } catch (error) {
      if (opened !== this.#opened) return;
      this.#isOpening = false;
      this.#failure = asError(error);
      // What is on the screen from before a reset stays, and is loaded with the next connection.
      if (this.#look === null) this.#showFailure(this.#failure);
    }
  }

  #showFailure(error: Error): void {
    const own = this.#target.name === 'newest' ? this.#unsent() : [];
    if (own.length > 0) this.#showOwn(own, error);
    else if (!this.#stay(error)) this.state.set({ name: 'failed', error });
  }

  /** Back to where one was, and nothing there has moved; false where one was nowhere. */
  #stay(error: Error): boolean {
    const left = this.#left;
    const target = this.#target;
    if (!left) return false;
    this.#target = left.target;
    this.#look = left.look;
    if (!this.#range()) {
      this.#target = target;
      this.#look = null;
      return false;
    }
    this.#epoch = left.epoch;
    this.#failure = null;
    this.#missed = { target, error };
    this.#show();
    return true;
  }

  /** What one writes all the same is shown: nobody is to think that it is lost. */
  #showOwn(own: readonly Item[], error: Error): void {
    this.state.set({
      name: 'ready',
      epoch: this.#epoch,
      target: this.#target,
      items: own,
      context: null,
      before: { name: 'failed', error },
      after: { name: 'none' },
      missed: null,
    });
  }

  #place(): Place {
    return this.#target.name === 'newest' ? {} : { around: this.#clamped(this.#target.seq) };
  }

  async #more(edge: End): Promise<void> {
    const range = this.#range();
    if (!range || this.#isOpening) return;
    if (edge === 'before' ? range.from <= 1 : end(range) >= this.#parts.timeline.newest) return;
    const epoch = this.#epoch;
    const place = edge === 'before' ? { before: range.from } : { after: end(range) };
    await this.#ends.load(edge, {
      load: () => this.#parts.timeline.load(place),
      isHere: () => epoch === this.#epoch,
      onDone: () => this.#throttle.wish(),
    });
  }

  #reconnected(): void {
    if (this.#parts.connection.get().name !== 'online') return;
    const isMissing = this.#failure !== null || !this.#range();
    const isWanting = this.#ends.hasFailed || this.#missed !== null;
    if ((isMissing && !this.#isOpening) || isWanting) this.retry();
  }

  /** The stretch that holds what one looks at. */
  #range(): Range | null {
    const { ranges, newest, isLoaded } = this.#parts.timeline;
    const seq = this.#anchor();
    const held = ranges.get().find((it) => it.from <= seq && seq <= end(it));
    if (held) return held;
    return newest === 0 && isLoaded ? { from: 1, messages: [] } : null;
  }

  #anchor(): number {
    const { newest } = this.#parts.timeline;
    if (this.#look) return this.#look.isAtEnd ? newest : this.#look.first;
    return this.#target.name === 'newest' ? newest : this.#clamped(this.#target.seq);
  }

  #clamped(seq: number): number {
    const whole = Number.isFinite(seq) ? Math.trunc(seq) : this.#parts.timeline.newest;
    return Math.max(1, Math.min(whole, this.#parts.timeline.newest));
  }

  #show(): void {
    if (this.#isOpening) return;
    const { timeline, user_id } = this.#parts;
    const range = this.#range();
    if (!range) {
      if (this.#failure && this.#look === null) this.#showFailure(this.#failure);
      else this.#again();
      return;
    }
    // New messages beyond a gap: they are loaded when one gets there.
    if (timeline.ranges.get().length > 1) timeline.keep(range.from, end(range));
    const outside = range.messages.filter((it) => !it.thread_id);
    const isNewest = end(range) >= timeline.newest;
    // Replies alone: what one wants to see is before them, or after.
    if (outside.length === 0 && this.#seek(range.from > 1, isNewest)) return;
    const isHeldBack = range.from > 1 && outside.length > 1;
    const messages = isHeldBack ? outside.slice(1) : outside;
    const last = isNewest ? this.#unsent() : [];
    this.state.set({
      name: 'ready',
      epoch: this.#epoch,
      target: this.#target,
      items: [...itemsOf(messages, this.#own(), user_id), ...last],
      context: isHeldBack ? (outside[0] ?? null) : null,
      before: this.#ends.of('before', range.from > 1),
      after: this.#ends.of('after', !isNewest),
      missed: this.#missed,
    });
  }

  /** Loads on towards something to show; false where nothing more can be loaded. */
  #seek(hasBefore: boolean, isNewest: boolean): boolean {
    const edge = hasBefore ? 'before' : 'after';
    if ((!hasBefore && isNewest) || this.#ends.of(edge, true).name === 'failed') return false;
    void this.#more(edge);
    return true;
  }

  #own(): readonly Entry[] {
    const { entries, timeline } = this.#parts;
    return entries
      .get()
      .filter(
        ({ change }) => change.conversation_id === timeline.conversation_id && !isReply(change),
      );
  }

  #unsent(): readonly Item[] {
    return unsent(this.#own(), (id) => this.#parts.timeline.byId(id) !== undefined);
  }

  /** What was held is gone, since too much had changed: the same place, anew. */
  #again(): void {
    const look = this.#look;
    if (look) {
      this.#target = targetOf(look);
      this.#epoch += 1;
    }
    void this.#open();
  }
}
