/**
 * Who of those on the screen is here. The server tells only of people who are watched; each part of
 * the screen names its own, and the union is what is asked for.
 */
import type { ClientEvents } from '../api/events';
import { Cell } from '../cell';

type Watch = (
  asked: ClientEvents['presence:watch']['ask'],
) => Promise<ClientEvents['presence:watch']['answer']>;

const MOST_WATCHED = 500;

export class Presence {
  readonly online = new Cell<ReadonlySet<string>>(new Set());
  readonly #watch: Watch;
  readonly #watchers = new Set<readonly string[]>();
  #isAsking = false;
  /** Counts what was told while an answer was on its way, which is then older than it. */
  #told = new Map<string, boolean>();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Until the returned function is called. */
  watch(user_ids: readonly string[]): () => void {
    this.#watchers.add(user_ids);
    this.#changed();
    return () => {
      this.#watchers.delete(user_ids);
      this.#changed();
    };
  }

  /** There is a connection, which watches nobody yet. */
  connected(): void {
    if (this.#watchers.size > 0) this.#changed();
  }

  /** Nobody knows who is here. */
  disconnected(): void {
    this.online.set(new Set());
  }

  hear({ user_id, online }: { user_id: string; online: boolean }): void {
    this.#told.set(user_id, online);
    const next = new Set(this.online.get());
    if (online) next.add(user_id);
    else next.delete(user_id);
    this.online.set(next);
  }

  /** Asks once for all changes of one moment. */
  #changed(): void {
    if (this.#isAsking) return;
    this.#isAsking = true;
    setTimeout(() => void this.#ask(), 0);
  }

  async #ask(): Promise<void> {
    this.#isAsking = false;
    const user_ids = [...new Set([...this.#watchers].flat())].slice(0, MOST_WATCHED);
    this.#told = new Map();
    try {
      const { online } = await this.#watch({ user_ids });
      const next = new Set(online);
      for (const [id, isOnline] of this.#told) {
        if (isOnline) next.add(id);
        else next.delete(id);
      }
      this.online.set(next);
    } catch {
      // Offline: asked again with the next connection.
    }
  }
}
