/**
 * Where one is in a thread: the message that it hangs on, its replies, and what one has written there
 * and is not confirmed. What is far from what one looks at is let go of, so that memory stays flat.
 */
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { itemsOf, unsent } from '@/shared/messenger/item';
import type { Entry } from '@/shared/outbox/entry';
import { Throttle } from '@/shared/throttle';
import type { OpenThread } from '../scene';
import {
  asError,
  type Edge,
  type FeedReader,
  type Look,
  type Missed,
  type ReaderState,
  type Target,
  targetOf,
} from './feed-reader';
import { ThreadMessages, type ThreadSource } from './thread-messages';

interface Parts extends ThreadSource {
  readonly entries: Cell<readonly Entry[]>;
  readonly connection: Cell<ConnectionState>;
}

type End = 'before' | 'after';

/** So often what arrives is shown at most. */
const EVERY_MS = 200;

export class ThreadReader implements FeedReader, OpenThread {
  readonly state = new Cell<ReaderState>({ name: 'loading' });
  readonly words = {
    list: 'thread.list',
    label: 'thread.write',
    placeholder: 'thread.placeholder',
  } as const;
  readonly held: ThreadMessages;
  readonly #parts: Parts;
  readonly #throttle = new Throttle(EVERY_MS, () => this.#show());
  readonly #busy = new Set<End>();
  readonly #errors = new Map<End, Error>();
  #unsubscribe: readonly (() => void)[] = [];
  #target: Target = { name: 'newest' };
  #look: Look | null = null;
  #epoch = 0;
  /** Counts what was opened: only the last one is shown. */
  #opened = 0;
  #failure: Error | null = null;
  #missed: Missed | null = null;

  constructor(parts: Parts) {
    this.#parts = parts;
    this.held = new ThreadMessages(parts);
  }

  get thread_id(): string {
    return this.#parts.thread_id;
  }

  messages(): readonly Message[] {
    const root = this.held.root.get();
    return [...(root ? [root] : []), ...(this.held.stretch.get()?.replies ?? [])];
  }

  /** Begins to follow it; what is shown is what one goes to. */
  start(): void {
    const { entries, connection } = this.#parts;
    const changed = (): void => this.#throttle.wish();
    this.#unsubscribe = [
      this.held.follow(() => this.#again()),
      this.held.root.subscribe(changed),
      this.held.stretch.subscribe(changed),
      entries.subscribe(changed),
      connection.subscribe(() => this.#reconnected()),
    ];
  }

  stop(): void {
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    this.#opened += 1;
    this.#throttle.stop();
  }

  go(target: Target): void {
    this.#target = target;
    this.#look = null;
    this.#epoch += 1;
    this.#missed = null;
    const { stretch } = this.held;
    const isHere =
      target.name === 'newest' ? stretch.get()?.hasAfter === false : this.held.covers(target.seq);
    if (isHere) this.#show();
    else void this.#open();
  }

  retry(): void {
    this.#errors.clear();
    this.#missed = null;
    if (this.held.stretch.get() && !this.#failure) this.#show();
    else void this.#open();
  }

  looked(look: Look): void {
    this.#look = look;
    this.held.keep(look.first, look.last);
  }

  near(edge: End): void {
    void this.#more(edge);
  }

  async #open(): Promise<void> {
    this.#opened += 1;
    const opened = this.#opened;
    const target = this.#target;
    this.#failure = null;
    if (this.state.get().name === 'failed') this.state.set({ name: 'loading' });
    try {
      await this.held.open(target.name === 'newest' ? {} : { around: target.seq });
      if (opened !== this.#opened) return;
      this.#errors.clear();
      this.#show();
    } catch (error) {
      if (opened === this.#opened) this.#failed(target, asError(error));
    }
  }

  #failed(target: Target, error: Error): void {
    this.#failure = error;
    if (this.held.stretch.get()) {
      this.#failure = null;
      this.#missed = { target, error };
      this.#show();
    } else if (this.#unsent().length > 0) {
      // What one has written is shown all the same: nobody is to think that it is lost.
      this.#show();
    } else this.state.set({ name: 'failed', error });
  }

  async #more(edge: End): Promise<void> {
    const held = this.held.stretch.get();
    const hasMore = edge === 'before' ? held?.hasBefore : held?.hasAfter;
    if (!hasMore || this.#busy.has(edge) || this.#errors.has(edge)) return;
    this.#busy.add(edge);
    try {
      await this.held.more(edge);
    } catch (error) {
      this.#errors.set(edge, asError(error));
    } finally {
      this.#busy.delete(edge);
      this.#throttle.wish();
    }
  }

  /** Too much changed: the same place, anew. */
  #again(): void {
    if (this.#look) this.#target = targetOf(this.#look);
    this.#epoch += 1;
    void this.#open();
  }

  #reconnected(): void {
    if (this.#parts.connection.get().name !== 'online') return;
    if (this.#failure || this.#errors.size > 0 || this.#missed) this.retry();
  }

  #own(): readonly Entry[] {
    const { entries, room, thread_id } = this.#parts;
    const { conversation_id } = room.timeline;
    return entries.get().filter(({ change }) => {
      const isHere = change.kind !== 'send' || change.thread_id === thread_id;
      return isHere && change.conversation_id === conversation_id;
    });
  }

  #unsent() {
    return unsent(this.#own(), (id) => this.held.byId(id) !== undefined);
  }

  #show(): void {
    const held = this.held.stretch.get();
    if (!held && !this.#failure) return;
    const { replies = [], hasBefore = false, hasAfter = false } = held ?? {};
    const root = this.held.root.get();
    // The first is held back so that what is above a row never changes.
    const isHeldBack = hasBefore && replies.length > 1;
    const shown = isHeldBack ? replies.slice(1) : replies;
    const messages = hasBefore || !root ? shown : [root, ...shown];
    const own = itemsOf(messages, this.#own(), this.#parts.user_id);
    this.state.set({
      name: 'ready',
      epoch: this.#epoch,
      target: this.#target,
      items: [...own, ...(hasAfter ? [] : this.#unsent())],
      context: isHeldBack ? (replies[0] ?? null) : null,
      before: this.#failure
        ? { name: 'failed', error: this.#failure }
        : this.#edge('before', hasBefore),
      after: this.#edge('after', hasAfter),
      missed: this.#missed,
    });
  }

  #edge(edge: End, hasMore: boolean): Edge {
    if (!hasMore) return { name: 'none' };
    const error = this.#errors.get(edge);
    return error ? { name: 'failed', error } : { name: 'more' };
  }
}
