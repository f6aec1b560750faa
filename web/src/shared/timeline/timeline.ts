/**
 * One conversation's messages as far as they are loaded, by `seq`, and the revision up to which
 * everything that changed in them is known.
 *
 * *Invariant:* what is held is the server's as of `rev` or later. A change that doesn't join what is
 * known is a gap: nothing of it is taken, and `sync` tells what lies between.
 *
 * Where nobody reads any more it rests: a screen of it or two stays, and goes on with what is told, so
 * that whoever comes back finds it at once and as it is now.
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

/** What this device kept, where the place is in it. */
export type KeptPage = (conversation_id: string, place: Place) => Promise<Page | null>;

interface More {
  readonly keptPage?: KeptPage;
  /** It went back to what was kept: `sync` tells what followed. */
  readonly onBehind?: () => void;
  readonly onRest?: (timeline: Timeline) => void;
}

/** What was kept so many revisions ago is joined by one answer of `sync`, and isn't waited with. */
const NEAR_REVS = 100;
/** So many messages stay at most where nobody reads. */
const MOST_RESTING = 100;
/** So many of them below what was seen. */
const BELOW = 30;

/** `old`: known already. `gap`: something between is missing. */
export type Heard = 'old' | 'applied' | 'gap';

export class Timeline {
  readonly conversation_id: string;
  /** In order of `seq`, never touching each other. */
  readonly ranges = new Cell<readonly Range[]>([]);
  readonly #user_id: string;
  readonly #loadPage: LoadPage;
  readonly #more: More;
  readonly #loading = new Map<string, Promise<void>>();
  /** Pages that are on their way, also where something is shown in their place. */
  #asked = 0;
  /** What changed meanwhile: a page may have been read before it. */
  readonly #meanwhile = new Map<number, Message>();
  readonly #seqs = new Map<string, number>();
  #rev = 0;
  /** The greatest `seq` that is known. */
  #newest = 0;
  /** What was kept before this doesn't join what is told. */
  #joins_from = 0;
  /** Whether anybody reads it, or did: nothing is kept of a conversation that was never opened. */
  #isOpen = false;
  #isLoaded = false;
  #isResting = false;
  /** Counts what was dropped: a page that was asked for before that is of no use. */
  #age = 0;

  constructor(conversation_id: string, user_id: string, loadPage: LoadPage, more: More = {}) {
    this.conversation_id = conversation_id;
    this.#user_id = user_id;
    this.#loadPage = loadPage;
    this.#more = more;
  }

  get rev(): number {
    return this.#rev;
  }

  /** The greatest `seq` there is; what lies between it and the ranges can be loaded. */
  get newest(): number {
    return this.#newest;
  }

  /** Whether a page has come: only then no messages means that there are none. */
  get isLoaded(): boolean {
    return this.#isLoaded;
  }

  get isResting(): boolean {
    return this.#isResting;
  }

  at(seq: number): Message | undefined {
    return find(this.ranges.get(), seq);
  }

  byId(id: string): Message | undefined {
    const seq = this.#seqs.get(id);
    return seq === undefined ? undefined : this.at(seq);
  }

  /** At a revision, with nothing loaded. */
  begin(rev: number, newest: number): void {
    this.#rev = rev;
    this.#newest = newest;
  }

  /** Begins anew: nobody tells what came between what is held and this. */
  reset(rev: number, newest: number): void {
    this.begin(rev, newest);
    this.#joins_from = rev;
    this.#age += 1;
    this.#isLoaded = false;
    this.#meanwhile.clear();
    if (this.#isResting) this.close();
    else this.#set([]);
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
      if (this.#asked > 0) this.#meanwhile.set(seq, next);
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
    this.#isResting = false;
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

  /** Nobody reads it any more: the end of a stretch stays, or what leads up to the last one seen. */
  rest(at: number, last = Number.POSITIVE_INFINITY): void {
    const held = this.ranges.get().find((it) => it.from <= at && at <= end(it));
    if (!(this.#isLoaded && (held || this.#newest === 0))) {
      this.close();
      return;
    }
    this.#isResting = true;
    this.#set(held ? newestOf(cut([held], held.from, last + BELOW)) : []);
    this.#more.onRest?.(this);
  }

  /** Somebody reads it again. */
  resume(): void {
    this.#isResting = false;
  }

  /** Nothing stays. */
  close(): void {
    this.#isOpen = false;
    this.#isLoaded = false;
    this.#isResting = false;
    this.#set([]);
  }

  /** What was kept is there first, where little has happened since; the answer all the same. */
  async #load(key: string, place: Place): Promise<void> {
    let isAnswered = false;
    this.#asked += 1;
    const asked = this.#takeAsked(place).finally(() => {
      isAnswered = true;
      this.#asked -= 1;
      if (this.#asked === 0) this.#meanwhile.clear();
    });
    const kept = this.#kept(place).then(async (page) => {
      if (isAnswered || !this.#isNear(page)) await asked;
      else this.#take(page);
    });
    try {
      await Promise.race([asked, kept]);
    } finally {
      this.#loading.delete(key);
    }
  }

  async #takeAsked(place: Place): Promise<void> {
    let age: number;
    let page: Page;
    do {
      age = this.#age;
      page = await this.#loadPage(this.conversation_id, place);
    } while (age !== this.#age);
    this.#take(page);
  }

  async #kept(place: Place): Promise<Page | null> {
    const { keptPage } = this.#more;
    return keptPage ? await keptPage(this.conversation_id, place).catch(() => null) : null;
  }

  #isNear(page: Page | null): page is Page {
    const { as_of } = page ?? {};
    if (as_of === undefined) return false;
    return Math.max(this.#joins_from, this.#rev - NEAR_REVS) <= as_of && as_of <= this.#rev;
  }

  #take({ messages, as_of }: Page): void {
    // What it rests with is one stretch.
    if (!this.#isOpen || this.#isResting) return;
    this.#isLoaded = true;
    const isBehind = as_of !== undefined && as_of < this.#rev;
    if (isBehind) this.#goBack(as_of);
    const newer = (message: Message): Message => {
      const held = this.at(message.seq) ?? this.#meanwhile.get(message.seq);
      if (!held || held.rev <= message.rev) return message;
      return withMine(held, message, [], this.#user_id);
    };
    this.#newest = Math.max(this.#newest, messages.at(-1)?.seq ?? 0);
    this.#insert(messages.map(newer));
    if (isBehind) this.#more.onBehind?.();
  }

  /** To a revision from before: what followed it is told by `sync`, as if it had never been known. */
  #goBack(rev: number): void {
    this.#rev = rev;
    this.#newest = Math.max(0, ...this.ranges.get().map(end));
  }

  #insert(messages: readonly Message[]): void {
    if (messages.length === 0) return;
    const ranges = insert(this.ranges.get(), messages);
    if (this.#isResting) {
      this.#set(newestOf(ranges.slice(0, 1)));
      return;
    }
    for (const { id, seq } of messages) this.#seqs.set(id, seq);
    this.ranges.set(ranges);
  }

  #set(ranges: readonly Range[]): void {
    this.#seqs.clear();
    for (const { messages } of ranges) {
      for (const { id, seq } of messages) this.#seqs.set(id, seq);
    }
    this.ranges.set(ranges);
  }
}

function newestOf(ranges: readonly Range[]): readonly Range[] {
  return ranges.flatMap((it) => cut([it], end(it) + 1 - MOST_RESTING, end(it)));
}
