/**
 * What a person did and the server has not confirmed. It is shown at once, kept over reloads, and
 * sent in order, one change of a conversation after the other, until it is known to be safe.
 *
 * All tabs of one person share it: what one of them is told to do is in all of them, and one at a time
 * sends what waits in a conversation, whoever wrote it. Where it ends, another one goes on.
 *
 * *Invariant:* a change leaves the store only when it is done, when the person gave it up, or when
 * they undid it. It may be sent twice (a lost answer, a reload); its id makes that once.
 */

import { Alarm } from '../alarm';
import { isPassing, ProblemError } from '../api/errors';
import type { MessageRejected } from '../api/events';
import type { Message, Problem } from '../api/wire';
import type { Cell } from '../cell';
import { clock } from '../clock';
import { retryDelay } from '../retry';
import { withLock } from '../session/lock';
import { type Change, keyOf, type SendChange, shows } from './change';
import type { Entry, EntryStore } from './entry';
import type { Needs } from './needs';
import { Shelf } from './shelf';

const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;
/** Nothing is held back for longer: whatever says so was written before the clock was set back. */
const MOST_HOLD_MS = 60_000;
const MOST_PAST = 50;
/** A tab that a phone has put to sleep while it sends holds the others up for no longer. */
const MOST_TURN_MS = 30_000;

export class Outbox {
  /** In the order in which they go out. */
  readonly entries: Cell<readonly Entry[]>;
  readonly #shelf: Shelf;
  readonly #send: SendChange;
  readonly #needs: Needs;
  /** Conversations of which something is being sent. */
  readonly #busy = new Set<string>();
  /** Changes that seemed done, the last ones: they may be refused still. */
  #past: readonly Entry[] = [];
  /** What is being sent and shows already: events may come before the answer. */
  readonly #shown = new Set<string>();
  readonly #alarm = new Alarm(() => this.look());
  #failures = 0;
  /** Nothing goes out before: the server asked for patience. By a clock that nobody sets. */
  #patient_until = 0;
  #isOpen = false;
  #order = 0;

  constructor(store: EntryStore, send: SendChange, needs: Needs) {
    this.#shelf = new Shelf(store);
    this.entries = this.#shelf.all;
    this.#send = send;
    this.#needs = needs;
  }

  /** Takes up what was left when a page was closed, and what other tabs have done. */
  async load(): Promise<void> {
    // Files are stored before what carries them, and so they are there.
    await this.#shelf.refresh(() => this.#needs.refresh());
    this.look();
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
      created_at: clock.now(),
      not_before: now + hold_ms,
      state: 'waiting',
    };
    this.#shelf.add(entry);
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
    const entry = this.#shelf.find(key);
    if (entry?.state !== 'waiting' && entry?.state !== 'failed') return null;
    this.#shelf.remove(key);
    return entry;
  }

  /** Once more, what failed. */
  retry(key: string): void {
    const entry = this.#shelf.find(key);
    if (entry?.state !== 'failed') return;
    const { problem, ...rest } = entry;
    this.#needs.again(entry.change, problem);
    this.#shelf.put({ ...rest, state: 'waiting' });
    void this.#drain(entry.change.conversation_id);
  }

  /** There is a connection: what is left goes out. */
  resume(): void {
    this.#isOpen = true;
    this.#failures = 0;
    this.#patient_until = 0;
    this.settle();
  }

  /** Whatever waits goes out: what it waited for may be there. */
  look(): void {
    for (const id of new Set(this.entries.get().map((it) => it.change.conversation_id))) {
      void this.#drain(id);
    }
  }

  pause(): void {
    this.#isOpen = false;
    this.#alarm.stop();
  }

  /**
   * All that was missed has been told. An acknowledged message that didn't show goes again, so that
   * it is told again; every other change that was acknowledged shows in what was told, or is told when
   * it is done.
   */
  settle(): void {
    for (const entry of this.entries.get()) {
      if (entry.state !== 'sent' || this.#shelf.isElsewhere(entry.key)) continue;
      if (entry.change.kind === 'send') this.#shelf.put({ ...entry, state: 'waiting' });
      else this.#remove(entry);
    }
    this.look();
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
    const isMeant = ({ change: it }: Entry): boolean => it.id === id && it.kind === kind;
    const about = this.entries.get().filter(isMeant);
    const entry = about.find((it) => it.state === 'sent') ?? about[0] ?? this.#bringBack(isMeant);
    if (entry) this.#fail(entry, error);
  }

  /** It was taken for done, by a sync say, before the server had decided. */
  #bringBack(isMeant: (it: Entry) => boolean): Entry | undefined {
    const entry = this.#past.findLast(isMeant);
    if (!entry) return undefined;
    this.#past = this.#past.filter((it) => it !== entry);
    this.#shelf.add(entry);
    return entry;
  }

  /** Sends what waits in a conversation, until there is nothing or something is in the way. */
  async #drain(conversation_id: string): Promise<void> {
    if (this.#busy.has(conversation_id)) return;
    this.#busy.add(conversation_id);
    const deliverAll = async (): Promise<boolean> => await this.#deliverAll(conversation_id);
    try {
      let goesOn = true;
      while (goesOn && this.#next(conversation_id)) {
        goesOn = await withLock(`snug:outbox:${conversation_id}`, deliverAll, MOST_TURN_MS);
      }
    } finally {
      this.#busy.delete(conversation_id);
    }
  }

  /** False where something is in the way. */
  async #deliverAll(conversation_id: string): Promise<boolean> {
    for (let entry = this.#next(conversation_id); entry; entry = this.#next(conversation_id)) {
      if (!(await this.#deliver(entry))) return false;
    }
    return true;
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
      this.#alarm.within(patience_ms);
      return undefined;
    }
    const isHeld = ({ not_before }: Entry): boolean =>
      now < not_before && not_before <= now + MOST_HOLD_MS;
    for (const entry of waiting) if (isHeld(entry)) this.#alarm.within(entry.not_before - now);
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
    const stored = await this.#shelf.latest(entry);
    // It was finished, or taken back there and goes on being written.
    if (!stored) void this.#needs.refresh();
    // It may have been undone, or seen, while the store was asked.
    if (this.#shelf.find(entry.key)?.state !== 'waiting' || !this.#isOpen) return true;
    this.#shelf.show({ ...entry, state: 'sending' });
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
    const entry = this.#shelf.find(key);
    if (entry?.state !== 'sending') return;
    if (this.#shown.has(key)) {
      this.#remove(entry);
      return;
    }
    const sent = { ...entry, state: 'sent' } as const;
    // A message stays in the store until it was seen: whoever closes the page now finds it again.
    if (entry.change.kind === 'send') this.#shelf.put(sent);
    else {
      this.#shelf.show(sent);
      this.#shelf.erase(key);
    }
  }

  #failed(entry: Entry, error: unknown): boolean {
    const problem = error instanceof ProblemError ? error.problem : null;
    if (problem && !isPassing(problem)) {
      this.#fail(entry, problem);
      return true;
    }
    // It may have been seen by now, or refused by a word of its own.
    if (this.#shelf.find(entry.key)?.state === 'sending')
      this.#shelf.show({ ...entry, state: 'waiting' });
    const delay = retryDelay(this.#failures, FIRST_RETRY_MS, MOST_RETRY_MS);
    this.#failures += 1;
    const patience_ms = problem?.retry_after_ms ?? delay;
    this.#patient_until = performance.now() + patience_ms;
    this.#alarm.within(patience_ms);
    return false;
  }

  #fail(entry: Entry, problem: Problem): void {
    if (this.#shelf.find(entry.key)) this.#shelf.put({ ...entry, state: 'failed', problem });
  }

  /** It is done. */
  #remove(entry: Entry): void {
    const { key, change } = entry;
    if (change.kind !== 'send') this.#past = [...this.#past, entry].slice(-MOST_PAST);
    this.#shelf.remove(key);
    this.#needs.dropped(change, true);
  }
}
