/**
 * The people whom the screens show, by id: fetched when somebody looks, many in one question, and
 * replaced when the server tells of a change. Whoever was never looked at is not known.
 */
import type { User } from '../api/wire';
import { Cell } from '../cell';

/** At most 100 ids. Whom the server doesn't know it leaves out. */
export type LoadUsers = (ids: readonly string[]) => Promise<readonly User[]>;

const MOST_IDS = 100;

export class People {
  readonly #load: LoadUsers;
  readonly #cells = new Map<string, Cell<User | null>>();
  readonly #wanted = new Set<string>();
  #isAsking = false;

  constructor(load: LoadUsers) {
    this.#load = load;
  }

  /** Null until the server has answered. */
  person(id: string): Cell<User | null> {
    const held = this.#cells.get(id);
    if (held) return held;
    const cell = new Cell<User | null>(null);
    this.#cells.set(id, cell);
    this.#want(id);
    return cell;
  }

  /** Takes people who came by some other way; an older version changes nothing. */
  learn(users: readonly User[]): void {
    for (const user of users) {
      const cell = this.#cells.get(user.id);
      const held = cell?.get();
      if (!cell) this.#cells.set(user.id, new Cell<User | null>(user));
      else if (!held || held.updated_at < user.updated_at) cell.set(user);
    }
  }

  /** There is a connection again: what changed without it was not told. */
  refresh(): void {
    for (const id of this.#cells.keys()) this.#want(id);
  }

  #want(id: string): void {
    this.#wanted.add(id);
    if (this.#isAsking) return;
    this.#isAsking = true;
    // All that one render looks at is one question.
    queueMicrotask(() => void this.#ask());
  }

  async #ask(): Promise<void> {
    try {
      while (this.#wanted.size > 0) {
        const ids = [...this.#wanted].slice(0, MOST_IDS);
        this.learn(await this.#load(ids));
        for (const id of ids) this.#wanted.delete(id);
      }
    } catch {
      // What is still wanted goes with the next question, at the latest after the next connection.
    } finally {
      this.#isAsking = false;
    }
  }
}
