/**
 * What a person did and the server has not confirmed. It is shown at once, kept over reloads, and
 * sent in order, one change of a conversation after the other, until it is known to be safe.
 *
 * *Invariant:* a change leaves the store only when it is done, when the person gave it up, or when
 * they undid it. It may be sent twice (a lost answer, another tab, a reload); its id makes that once.
 */
import { isPassing, ProblemError } from '../api/errors';
import type { MessageRejected } from '../api/events';
import type { Message, Problem } from '../api/wire';
import { Cell } from '../cell';
import { retryDelay } from '../retry';
import { type Change, keyOf, shows } from './change';
import type { Entry, EntryStore } from './entry';
import type { Needs } from './needs';

/** Resolves when the server has acknowledged it. */
export type SendChange = (change: Change) => Promise<void>;

const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
/** Nothing is held back for longer: whatever says so was written before the clock was set back. */
const MOST_HOLD_MS = 60_000;
const MOST_PAST = 50;

export class Outbox {
  /** In the order in which they go out. */
  readonly entries = new Cell<readonly Entry[]>([]);
  /** Whether what is here outlives the page. */
  readonly isDurable = new Cell(true);
  readonly #store: EntryStore;
  readonly #send: SendChange;
  readonly #needs: Needs;
  /** What is being written to the store. */
  readonly #writes = new Map<string, Promise<void>>();
  /** Conversations of which something is being sent. */
  readonly #busy = new Set<string>();
  /** What is done, or was undone, here: the store may still tell of it. */
  readonly #dropped = new Set<string>();
  /** Changes that seemed done, the last ones: they may be refused still. */
  #past: readonly Entry[] = [];
  /** What is being sent and shows already: events may come before the answer. */
  readonly #shown = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timer_at = Number.POSITIVE_INFINITY;
  #failures = 0;
  /** Nothing goes out before: the server asked for patience. By a clock that nobody sets. */
  #patient_until = 0;
  #isOpen = false;
  #order = 0;

  constructor(store: EntryStore, send: SendChange, needs: Needs) {
    this.#store = store;
    this.#send = send;
    this.#needs = needs;
  }

  /** Takes up what was left when a page was closed, or is on its way from another tab. */
  async load(): Promise<void> {
    const left = await this.#store.list().catch(() => this.#lost([]));
    // Stored before them, and so it is there.
    await this.#needs.refresh();
    const held = this.entries.get();
    const known = new Set([...held.map((it) => it.key), ...this.#dropped]);
    const entries = [...left.filter((it) => !known.has(it.key)), ...held];
    this.#set(entries.sort((a, b) => a.order - b.order));
    this.#drainAll();
  }

  /** `hold_ms`: how long it can be undone before it goes out. */
  add(change: Change, hold_ms = 0): void {
    const now = Date.now();
    // The clock may go back; order doesn't.
    const last = this.entries.get().at(-1)?.order ?? 0;
    this.#order = Math.max(this.#order + 1, last + 1, now);
    const entry: Entry = {
      key: keyOf(change),
      change,
      order: this.#order,
      created_at: now,
      not_before: now + hold_ms,
      state: 'waiting',
    };
    this.#set([...this.entries.get(), entry]);
    this.#write(entry);
    void this.#drain(change.conversation_id);
  }

  /** Takes a change back; false where it is on its way already. */
  undo(key: string): boolean {
    const entry = this.takeBack(key);
    if (entry) this.#needs.dropped(entry.change, false);
    return entry !== null;
  }

  /** Like `undo`, for somebody who goes on with it: what it needs stays. */
  takeBack(key: string): Entry | null {
    const entry = this.#find(key);
    if (entry?.state !== 'waiting' && entry?.state !== 'failed') return null;
    this.#drop(key);
    this.#unwrite(key);
    return entry;
  }

  /** Once more, what failed. */
  retry(key: string): void {
    const entry = this.#find(key);
    if (entry?.state !== 'failed') return;
    const { problem, ...rest } = entry;
    this.#needs.again(entry.change, problem);
    this.#replace({ ...rest, state: 'waiting' });
    void this.#drain(entry.change.conversation_id);
  }

  /** There is a connection: what is left goes out. */
  resume(): void {
    this.#isOpen = true;
    this.#failures = 0;
    this.#patient_until = 0;
    this.settle();
  }

  /** What something waited for may be there. */
  look(): void {
    this.#drainAll();
  }

  pause(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#timer_at = Number.POSITIVE_INFINITY;
  }

  /**
   * All that was missed has been told. An acknowledged message that didn't show goes again, so that
   * it is told again; every other change that was acknowledged shows in what was told, or is told when
   * it is done.
   */
  settle(): void {
    for (const entry of this.entries.get()) {
      if (entry.state !== 'sent') continue;
      if (entry.change.kind === 'send') this.#setEntry({ ...entry, state: 'waiting' });
      else this.#remove(entry);
    }
    this.#drainAll();
  }

  /** Messages as the server has them: what they show to be done is done. */
  seen(messages: readonly Message[]): void {
    if (this.entries.get().length === 0) return;
    const byId = new Map(messages.map((it) => [it.id, it]));
    for (const entry of this.entries.get()) {
      const { key, change, state } = entry;
      const message = byId.get(change.id);
      if (!message) continue;
      if (change.kind === 'send' || state === 'sent') this.#remove(entry);
      else if (state === 'sending' && shows(message, change)) this.#shown.add(key);
    }
  }

  /** What was acknowledged could not be stored after all. */
  reject({ id, change, error }: MessageRejected): void {
    const kind = change === 'reaction' ? 'react' : change;
    const about = this.entries.get().filter((it) => it.change.id === id && it.change.kind === kind);
    const entry = about.find((it) => it.state === 'sent') ?? about[0];
    if (entry) this.#fail(entry, error);
    else this.#bringBack((it) => it.change.id === id && it.change.kind === kind, error);
  }

  /** It was taken for done, by a sync say, before the server had decided. */
  #bringBack(isMeant: (it: Entry) => boolean, problem: Problem): void {
    const entry = this.#past.findLast(isMeant);
    if (!entry) return;
    this.#past = this.#past.filter((it) => it !== entry);
    this.#dropped.delete(entry.key);
    this.#set([...this.entries.get(), entry]);
    this.#fail(entry, problem);
  }

  #drainAll(): void {
    for (const id of new Set(this.entries.get().map((it) => it.change.conversation_id))) {
      void this.#drain(id);
    }
  }

  /** Sends what waits in a conversation, until there is nothing or something is in the way. */
  async #drain(conversation_id: string): Promise<void> {
    if (this.#busy.has(conversation_id)) return;
    this.#busy.add(conversation_id);
    try {
      for (let entry = this.#next(conversation_id); entry; entry = this.#next(conversation_id)) {
        if (!(await this.#deliver(entry))) return;
      }
    } finally {
      this.#busy.delete(conversation_id);
    }
  }

  #next(conversation_id: string): Entry | undefined {
    if (!this.#isOpen) return undefined;
    const now = Date.now();
    const waiting = this.entries
      .get()
      .filter((it) => it.state === 'waiting' && it.change.conversation_id === conversation_id);
    if (waiting.length === 0) return undefined;
    const patience_ms = this.#patient_until - performance.now();
    if (patience_ms > 0) {
      this.#wake(patience_ms);
      return undefined;
    }
    const isHeld = ({ not_before }: Entry): boolean =>
      now < not_before && not_before <= now + MOST_HOLD_MS;
    for (const entry of waiting) if (isHeld(entry)) this.#wake(entry.not_before - now);
    return waiting.find((it) => !isHeld(it) && this.#isReady(it));
  }

  /** What is not is passed over: whoever sends a large file goes on talking. */
  #isReady(entry: Entry): boolean {
    const readiness = this.#needs.prepare(entry.change);
    if (typeof readiness === 'object') this.#fail(entry, readiness);
    return readiness === 'ready';
  }

  /** Whether to go on with the next. */
  async #deliver(entry: Entry): Promise<boolean> {
    await this.#writes.get(entry.key);
    if (!(await this.#isHeld(entry.key))) {
      this.#drop(entry.key);
      // It is done, or it was taken back there and goes on being written.
      void this.#needs.refresh();
      return true;
    }
    // It may have been undone, or seen, while the store was asked.
    if (this.#find(entry.key)?.state !== 'waiting' || !this.#isOpen) return true;
    this.#setEntry({ ...entry, state: 'sending' });
    try {
      await this.#send(entry.change);
      this.#failures = 0;
      this.#sent(entry.key);
      return true;
    } catch (error) {
      return this.#failed(entry, error);
    } finally {
      this.#shown.delete(entry.key);
    }
  }

  #sent(key: string): void {
    const entry = this.#find(key);
    if (entry?.state !== 'sending') return;
    if (this.#shown.has(key)) {
      this.#remove(entry);
      return;
    }
    this.#setEntry({ ...entry, state: 'sent' });
    // A message stays in the store until it was seen: whoever closes the page now finds it again.
    if (entry.change.kind !== 'send') this.#unwrite(key);
  }

  #failed(entry: Entry, error: unknown): boolean {
    const problem = error instanceof ProblemError ? error.problem : null;
    if (problem && !isPassing(problem)) {
      this.#fail(entry, problem);
      return true;
    }
    // It may have been seen by now, or refused by a word of its own.
    if (this.#find(entry.key)?.state === 'sending') this.#setEntry({ ...entry, state: 'waiting' });
    const delay = retryDelay(this.#failures, FIRST_RETRY_MS, MOST_RETRY_MS);
    this.#failures += 1;
    const patience_ms = problem?.retry_after_ms ?? delay;
    this.#patient_until = performance.now() + patience_ms;
    this.#wake(patience_ms);
    return false;
  }

  #fail(entry: Entry, problem: Problem): void {
    if (this.#find(entry.key)) this.#replace({ ...entry, state: 'failed', problem });
  }

  /** Looks again after `delay_ms`, or earlier. */
  #wake(delay_ms: number): void {
    const at = performance.now() + delay_ms;
    if (at >= this.#timer_at) return;
    clearTimeout(this.#timer);
    this.#timer_at = at;
    this.#timer = setTimeout(() => {
      this.#timer_at = Number.POSITIVE_INFINITY;
      this.#drainAll();
    }, delay_ms);
  }

  #find(key: string): Entry | undefined {
    return this.entries.get().find((it) => it.key === key);
  }

  #replace(entry: Entry): void {
    this.#setEntry(entry);
    this.#write(entry);
  }

  /** It is done. */
  #remove(entry: Entry): void {
    const { key, change } = entry;
    if (change.kind !== 'send') this.#past = [...this.#past, entry].slice(-MOST_PAST);
    this.#drop(key);
    this.#unwrite(key);
    this.#needs.dropped(change, true);
  }

  #drop(key: string): void {
    this.#dropped.add(key);
    this.#set(this.entries.get().filter((it) => it.key !== key));
  }

  #setEntry(entry: Entry): void {
    this.#set(this.entries.get().map((it) => (it.key === entry.key ? entry : it)));
  }

  #set(entries: readonly Entry[]): void {
    this.entries.set(entries);
  }

  /** Whether nobody, another tab say, has finished or undone it. */
  async #isHeld(key: string): Promise<boolean> {
    if (!this.isDurable.get()) return true;
    return await this.#store.has(key).catch(() => this.#lost(true));
  }

  #write(entry: Entry): void {
    this.#chain(entry.key, () => this.#store.put(entry));
  }

  #unwrite(key: string): void {
    this.#chain(key, () => this.#store.remove(key));
  }

  /** One write of an entry after the other. */
  #chain(key: string, write: () => Promise<void>): void {
    const before = this.#writes.get(key) ?? Promise.resolve();
    const written = before.then(write).catch(() => this.#lost(undefined));
    this.#writes.set(key, written);
    void written.then(() => {
      if (this.#writes.get(key) === written) this.#writes.delete(key);
    });
  }

  /** The store doesn't work: what is here goes out as long as the page lives. */
  #lost<T>(instead: T): T {
    this.isDurable.set(false);
    return instead;
  }
}
