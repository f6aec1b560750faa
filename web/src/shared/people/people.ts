/**
 * The people whom the screens show, by id: fetched when somebody looks, many in one question, and
 * replaced when the server tells of a change. Whoever was never looked at is not known.
 */
import type { User } from '../api/wire';
import type { Cell } from '../cell';
import { Cells } from '../cells';
import { clock } from '../clock';
import { retryDelay } from '../retry';

/** At most 100 ids. Whom the server doesn't know it leaves out. */
export type LoadUsers = (ids: readonly string[]) => Promise<readonly User[]>;

const MOST_IDS = 100;
/** So many are known of whom nobody looks at. */
const MOST_KNOWN = 1_000;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;

/** A timer's most is less than a month. */
const MOST_WAIT_MS = 24 * 60 * 60_000;

export class People {
  readonly #load: LoadUsers;
  readonly #cells = new Cells<User | null>(MOST_KNOWN, null);
  readonly #wanted = new Set<string>();
  /** Known from before the last connection, and not looked at since. */
  readonly #stale = new Set<string>();
  #isAsking = false;
  #isOpen = true;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #passing: ReturnType<typeof setTimeout> | undefined;
  readonly #unfollow = clock.ahead_ms.subscribe(() => this.#letPass());

  constructor(load: LoadUsers) {
    this.#load = load;
  }

  /** Null until the server has answered. */
  person(id: string): Cell<User | null> {
    const isKnown = this.#cells.has(id) && !this.#stale.delete(id);
    if (!isKnown) this.#want(id);
    return this.#cells.of(id);
  }

  /** Takes people who came by some other way; an older version changes nothing. */
  learn(users: readonly User[]): void {
    for (const user of users) {
      const cell = this.#cells.of(user.id);
      const held = cell.get();
      if (!held || held.updated_at < user.updated_at) cell.set(user);
    }
    if (users.some((it) => it.status?.until)) this.#letPass();
  }

  /** All whom the server has told of. */
  known(): readonly User[] {
    return this.#cells.all.flatMap(([, it]) => it.get() ?? []);
  }

  /** There is a connection again: what changed without it was not told. */
  refresh(): void {
    this.#isOpen = true;
    this.#failures = 0;
    this.#stale.clear();
    for (const [id, cell] of this.#cells.all) {
      if (cell.isWatched) this.#want(id);
      else this.#stale.add(id);
    }
  }

  /** There is no connection: nothing is asked by itself. */
  pause(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
  }

  /** For good. */
  stop(): void {
    this.pause();
    this.#unfollow();
    clearTimeout(this.#passing);
  }

  /** A status that is over is none, without a word from the server. */
  #letPass(): void {
    clearTimeout(this.#passing);
    let next = Number.POSITIVE_INFINITY;
    for (const [, cell] of this.#cells.all) {
      const user = cell.get();
      const until = user?.status?.until;
      if (!(user && until)) continue;
      const left_ms = Date.parse(until) - clock.now();
      if (left_ms > 0) next = Math.min(next, left_ms);
      else cell.set({ ...user, status: null });
    }
    if (next === Number.POSITIVE_INFINITY) return;
    this.#passing = setTimeout(() => this.#letPass(), Math.min(next, MOST_WAIT_MS));
  }

  #want(id: string): void {
    this.#wanted.add(id);
    if (this.#isAsking) return;
    this.#isAsking = true;
    clearTimeout(this.#timer);
    // All that one render looks at is one question.
    queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    while (this.#wanted.size > 0) {
      const ids = [...this.#wanted].slice(0, MOST_IDS);
      // Whoever is wanted again from here on is asked for again: the answer may be older than that.
      for (const id of ids) this.#wanted.delete(id);
      try {
        this.#take(ids, await this.#load(ids));
        this.#failures = 0;
      } catch {
        for (const id of ids) this.#wanted.add(id);
        this.#later();
        break;
      }
    }
    this.#isAsking = false;
  }

  #take(ids: readonly string[], users: readonly User[]): void {
    this.learn(users);
    const told = new Set(users.map((it) => it.id));
    for (const id of ids) if (!told.has(id)) this.learn([nobody(id)]);
  }

  #later(): void {
    if (!this.#isOpen) return;
    const delay = retryDelay(this.#failures, FIRST_RETRY_MS, MOST_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => {
      this.#isAsking = true;
      void this.#ask();
    }, delay);
  }
}

/** Whom the server doesn't know: as one whose account was deleted, until it tells otherwise. */
function nobody(id: string): User {
  const user = { id, username: 'deleted', display_name: '', role: 'member' } as const;
  return { ...user, disabled: true, updated_at: '' };
}

/** Whether the account is no more. Its name is the server's word for that, in no language of ours. */
export function isDeleted(user: User): boolean {
  return user.disabled && user.username === 'deleted';
}
