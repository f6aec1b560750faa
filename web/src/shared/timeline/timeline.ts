/**
 * One conversation's messages as far as they are loaded, by `seq`, and the revision up to which
 * everything that changed in them is known.
 *
 * *Invariant:* what is held is the server's as of `rev` or later. A change that doesn't join what is
 * known is a gap: nothing of it is taken, and `sync` tells what lies between.
 */
import type { MessageChanged, Reacted } from '../api/events';
import type { Message, MessagePage } from '../api/wire';
import { Cell } from '../cell';
import { cut, end, find, insert, type Range } from './range';
import { withMine } from './reaction';

/** Which page: without a place, the newest. */
export type Place =
  | { readonly before: number }
  | { readonly after: number }
  | { readonly around: number }
  | Record<string, never>;

/** `as_of`: the revision as of which this device kept it, where the server did not answer. */
export type Page = MessagePage & { readonly as_of?: number };

export type LoadPage = (conversation_id: string, place: Place) => Promise<Page>;

/** `old`: known already. `gap`: something between is missing. */
export type Heard = 'old' | 'applied' | 'gap';

export class Timeline {
  readonly conversation_id: string;
  /** In order of `seq`, never touching each other. */
  readonly ranges = new Cell<readonly Range[]>([]);
  readonly #user_id: string;
  readonly #loadPage: LoadPage;
  readonly #loading = new Map<string, Promise<void>>();
  /** What changed while pages are loading: a page may have been read before it. */
  readonly #meanwhile = new Map<number, Message>();
  readonly #seqs = new Map<string, number>();
  #rev = 0;
  /** The greatest `seq` that is known. */
  #newest = 0;
  /** Whether anybody reads it: nothing is kept of a conversation that was never opened. */
  #isOpen = false;
  /** Counts what was dropped: a page that was asked for before that is of no use. */
  #age = 0;

  constructor(conversation_id: string, user_id: string, loadPage: LoadPage) {
    this.conversation_id = conversation_id;
    this.#user_id = user_id;
    this.#loadPage = loadPage;
  }

  get rev(): number {
    return this.#rev;
  }

  /** The greatest `seq` there is; what lies between it and the ranges can be loaded. */
  get newest(): number {
    return this.#newest;
  }

  at(seq: number): Message | undefined {
    return find(this.ranges.get(), seq);
  }

  byId(id: string): Message | undefined {
    const seq = this.#seqs.get(id);
    return seq === undefined ? undefined : this.at(seq);
  }

  /** Begins anew at a revision, with nothing loaded. */
  reset(rev: number, newest: number): void {
    this.#age += 1;
    this.#rev = rev;
    this.#newest = newest;
    this.#meanwhile.clear();
    this.#set([]);
  }

  /** The design's rule for what the server tells. */
  hear({ after_rev, rev, messages, reacted = [] }: Omit<MessageChanged, 'conversation_id'>): Heard {
    if (rev <= this.#rev) return 'old';
    if (after_rev > this.#rev) return 'gap';
    this.catchUp(rev, messages, reacted);
    return 'applied';
  }

  /** Takes all that changed up to `rev` since a revision that is known, as `sync` answers it. */
  catchUp(rev: number, messages: readonly Message[], reacted: readonly Reacted[] = []): void {
    const newest = this.#newest;
    const taken: Message[] = [];
    for (const message of messages) {
      const { seq } = message;
      const before = this.at(seq) ?? this.#meanwhile.get(seq);
      if (before && before.rev >= message.rev) continue;
      const next = withMine(message, before, reacted, this.#user_id);
      if (this.#loading.size > 0) this.#meanwhile.set(seq, next);
      const isNew = seq > newest;
      if ((isNew && this.#isOpen) || this.at(seq)) taken.push(next);
      this.#newest = Math.max(this.#newest, seq);
    }
    this.#rev = Math.max(this.#rev, rev);
    this.#insert(taken);
  }

  /** What one has saved is no change of the message: it has no revision. */
  save(id: string, isSaved: boolean): Message | undefined {
    const held = this.byId(id);
    if (!held) return undefined;
    const message = { ...held, bookmarked: isSaved };
    this.#insert([message]);
    return message;
  }

  /** Loads a page; the same page only once at a time. */
  async load(place: Place = {}): Promise<void> {
    this.#isOpen = true;
    const key = JSON.stringify(place);
    const running = this.#loading.get(key) ?? this.#load(key, place);
    this.#loading.set(key, running);
    await running;
  }

  /** Lets go of what lies outside; so memory stays flat however far one scrolls. */
  keep(from: number, to: number): void {
    const held = this.ranges.get();
    if (held.every((it) => from <= it.from && end(it) <= to)) return;
    this.#set(cut(held, from, to));
  }

  /** Nobody reads it any more. */
  close(): void {
    this.#isOpen = false;
    this.#set([]);
  }

  async #load(key: string, place: Place): Promise<void> {
    try {
      let age: number;
      let page: Page;
      do {
        age = this.#age;
        page = await this.#loadPage(this.conversation_id, place);
      } while (age !== this.#age);
      this.#take(page);
    } finally {
      this.#loading.delete(key);
      if (this.#loading.size === 0) this.#meanwhile.clear();
    }
  }

  #take({ messages, as_of }: Page): void {
    if (!this.#isOpen) return;
    if (as_of !== undefined && as_of < this.#rev) this.#goBack(as_of);
    const newer = (message: Message): Message => {
      const held = this.at(message.seq) ?? this.#meanwhile.get(message.seq);
      if (!held || held.rev <= message.rev) return message;
      return withMine(held, message, [], this.#user_id);
    };
    this.#newest = Math.max(this.#newest, messages.at(-1)?.seq ?? 0);
    this.#insert(messages.map(newer));
  }

  /** To a revision from before: what followed it is told by `sync`, as if it had never been known. */
  #goBack(rev: number): void {
    this.#rev = rev;
    this.#newest = Math.max(0, ...this.ranges.get().map(end));
  }

  #insert(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    for (const { id, seq } of messages) this.#seqs.set(id, seq);
    this.ranges.set(insert(this.ranges.get(), messages));
  }

  #set(ranges: readonly Range[]): void {
    this.#seqs.clear();
    for (const { messages } of ranges) {
      for (const { id, seq } of messages) this.#seqs.set(id, seq);
    }
    this.ranges.set(ranges);
  }
}
