/**
 * Where one is in a conversation's messages: which stretch of them is shown, what is loaded at its
 * ends before one gets there, and what is let go of, so that memory stays flat.
 *
 * *Invariant:* what is shown is one stretch without gaps. A place that is far away is loaded first
 * and then shown instead; until then nothing moves.
 */
import { UnansweredError } from '@/shared/api/errors';
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { type Item, itemsOf, unsent } from '@/shared/messenger/item';
import type { Entry } from '@/shared/outbox/entry';
import { Throttle } from '@/shared/throttle';
import { end, type Range } from '@/shared/timeline/range';
import type { Place, Timeline } from '@/shared/timeline/timeline';

/** Where to look: at the end, or where a message is to be on the screen. */
export type Target =
  | { readonly name: 'newest' }
  | { readonly name: 'top' | 'third' | 'center'; readonly seq: number; readonly offset?: number };

/** What one looks at: the messages on the screen, and by how much the first is scrolled past. */
export interface Look {
  readonly first: number;
  readonly last: number;
  readonly offset: number;
  readonly isAtEnd: boolean;
}

/** What lies beyond an end: nothing, more that will be loaded, or more that could not be. */
export type Edge =
  | { readonly name: 'none' }
  | { readonly name: 'more' }
  | { readonly name: 'failed'; readonly error: Error };

export interface Shown {
  readonly name: 'ready';
  /** Grows with every jump: what is shown then has nothing to do with what was. */
  readonly epoch: number;
  readonly target: Target;
  readonly items: readonly Item[];
  /** What comes before the first; held back so that what is above a row never changes. */
  readonly context: Message | null;
  readonly before: Edge;
  readonly after: Edge;
  /** Where one wanted to go from here, and why that could not be loaded. */
  readonly missed: Missed | null;
}

export interface Missed {
  readonly target: Target;
  readonly error: Error;
}

export type ReaderState =
  | { readonly name: 'loading' }
  | { readonly name: 'failed'; readonly error: Error }
  | Shown;

interface Parts {
  readonly timeline: Timeline;
  readonly entries: Cell<readonly Entry[]>;
  readonly connection: Cell<ConnectionState>;
  readonly user_id: string;
}

type End = 'before' | 'after';

/** So many are held at most, and so many are kept on each side of what one looks at. */
const MOST_HELD = 400;
const KEPT = 150;
/** So often what arrives is shown at most. */
const EVERY_MS = 200;

export class Reader {
  readonly state = new Cell<ReaderState>({ name: 'loading' });
  readonly #parts: Parts;
  readonly #throttle = new Throttle(EVERY_MS, () => this.#show());
  readonly #busy = new Set<End>();
  readonly #errors = new Map<End, Error>();
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
  /** Whether anything was loaded: only then the timeline takes what arrives. */
  #isLoaded = false;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Begins to follow the conversation; what is shown is what one goes to. */
  start(): void {
    const { timeline, entries, connection } = this.#parts;
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
    this.#parts.timeline.close();
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
      this.#errors.clear();
      this.#show();
    } else void this.#open();
  }

  /** Again, what could not be loaded. */
  retry(): void {
    this.#errors.clear();
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
      this.#isLoaded = true;
      this.#left = null;
      this.#errors.clear();
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
    const own = this.#target.name === 'newest' ? this.#unsent(this.#own()) : [];
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
    if (!range || this.#isOpening || this.#busy.has(edge) || this.#errors.has(edge)) return;
    if (edge === 'before' ? range.from <= 1 : end(range) >= this.#parts.timeline.newest) return;
    this.#busy.add(edge);
    const epoch = this.#epoch;
    try {
      const place = edge === 'before' ? { before: range.from } : { after: end(range) };
      await this.#parts.timeline.load(place);
    } catch (error) {
      // Of a place that one has left it says nothing.
      if (epoch === this.#epoch) this.#errors.set(edge, asError(error));
    } finally {
      this.#busy.delete(edge);
      this.#throttle.wish();
    }
  }

  #reconnected(): void {
    if (this.#parts.connection.get().name !== 'online') return;
    const isMissing = this.#failure !== null || !this.#range();
    const isWanting = this.#errors.size > 0 || this.#missed !== null;
    if ((isMissing && !this.#isOpening) || isWanting) this.retry();
  }

  /** The stretch that holds what one looks at. */
  #range(): Range | null {
    const { ranges, newest } = this.#parts.timeline;
    const seq = this.#anchor();
    const held = ranges.get().find((it) => it.from <= seq && seq <= end(it));
    if (held) return held;
    return newest === 0 && this.#isLoaded ? { from: 1, messages: [] } : null;
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
    const isHeldBack = range.from > 1 && range.messages.length > 1;
    const messages = isHeldBack ? range.messages.slice(1) : range.messages;
    const own = this.#own();
    const isNewest = end(range) >= timeline.newest;
    const last = isNewest ? this.#unsent(own) : [];
    this.state.set({
      name: 'ready',
      epoch: this.#epoch,
      target: this.#target,
      items: [...itemsOf(messages, own, user_id), ...last],
      context: isHeldBack ? (range.messages[0] ?? null) : null,
      before: this.#edge('before', range.from > 1),
      after: this.#edge('after', !isNewest),
      missed: this.#missed,
    });
  }

  #own(): readonly Entry[] {
    const { entries, timeline } = this.#parts;
    return entries.get().filter((it) => it.change.conversation_id === timeline.conversation_id);
  }

  #unsent(own: readonly Entry[]): readonly Item[] {
    return unsent(own, (id) => this.#parts.timeline.byId(id) !== undefined);
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

  #edge(edge: End, hasMore: boolean): Edge {
    if (!hasMore) return { name: 'none' };
    const error = this.#errors.get(edge);
    return error ? { name: 'failed', error } : { name: 'more' };
  }
}

/** Where one looks, to come back to. */
export function targetOf({ isAtEnd, first, offset }: Look): Target {
  return isAtEnd ? { name: 'newest' } : { name: 'top', seq: first, offset };
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
