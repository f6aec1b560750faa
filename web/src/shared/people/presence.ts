/**
 * Who of those on the screen is here. The server tells only of people who are watched; each part of
 * the screen names its own, and the union is what is asked for.
 *
 * *Invariant:* one question at a time, since answers may overtake each other.
 */
import type { ClientEvents } from '../api/events';
import { Cell } from '../cell';
import { retryDelay } from '../retry';

type Watch = (
  asked: ClientEvents['presence:watch']['ask'],
) => Promise<ClientEvents['presence:watch']['answer']>;

const MOST_WATCHED = 500;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;

export class Presence {
  readonly online = new Cell<ReadonlySet<string>>(new Set());
  readonly #watch: Watch;
  /** One for each that watches, though it be the same people. */
  readonly #watchers = new Set<{ readonly user_ids: readonly string[] }>();
  /** Whom the server tells of on this connection; null where it is not known. */
  #asked: string | null = '';
  #isConnected = false;
  /** Counts connections: what was asked over an earlier one is of no interest. */
  #connection = 0;
  #isAsking = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** What was told while an answer was on its way, which is then older than it. */
  #told = new Map<string, boolean>();

  constructor(watch: Watch) {
    this.#watch = watch;
  }

  /** Until the returned function is called. */
  watch(user_ids: readonly string[]): () => void {
    const watcher = { user_ids };
    this.#watchers.add(watcher);
    this.#soon();
    return () => {
      this.#watchers.delete(watcher);
      this.#soon();
    };
  }

  /** There is a connection, which watches nobody yet. */
  connected(): void {
    this.#isConnected = true;
    this.#connection += 1;
    this.#isAsking = false;
    this.#asked = '';
    this.#failures = 0;
    this.#soon();
  }

  /** The server may have forgotten who is watched. */
  again(): void {
    if (this.#asked !== '') this.#asked = null;
    this.#soon();
  }

  /** Nobody knows who is here. */
  disconnected(): void {
    this.#isConnected = false;
    clearTimeout(this.#timer);
    this.#show(new Set());
  }

  hear({ user_id, online }: { user_id: string; online: boolean }): void {
    this.#told.set(user_id, online);
    this.#show(withTold(this.online.get(), [[user_id, online]]));
  }

  /** Asks once for all changes of one moment. */
  #soon(delay_ms = 0): void {
    clearTimeout(this.#timer);
    if (!this.#isConnected || this.#isAsking) return;
    this.#timer = setTimeout(() => void this.#ask(), delay_ms);
  }

  async #ask(): Promise<void> {
    const user_ids = this.#wanted();
    const wanted = user_ids.join();
    if (wanted === this.#asked) return;
    const connection = this.#connection;
    const answer = this.#answer(user_ids);
    this.#isAsking = true;
    this.#asked = wanted;
    this.#told = new Map();
    const online = await answer;
    if (connection !== this.#connection || !this.#isConnected) return;
    this.#isAsking = false;
    if (online) {
      this.#failures = 0;
      this.#show(withTold(new Set(online), this.#told));
      // Others may be wanted by now.
      this.#soon();
    } else {
      this.#asked = null;
      this.#soon(retryDelay(this.#failures, FIRST_RETRY_MS, MOST_RETRY_MS));
      this.#failures += 1;
    }
  }

  /** Who is here; null where there was no answer. */
  async #answer(user_ids: string[]): Promise<readonly string[] | null> {
    try {
      return (await this.#watch({ user_ids })).online;
    } catch {
      return null;
    }
  }

  #wanted(): string[] {
    const all = [...this.#watchers].flatMap((it) => it.user_ids);
    return [...new Set(all)].sort().slice(0, MOST_WATCHED);
  }

  #show(online: ReadonlySet<string>): void {
    const held = this.online.get();
    const isSame = held.size === online.size && [...online].every((it) => held.has(it));
    if (!isSame) this.online.set(online);
  }
}

function withTold(
  online: ReadonlySet<string>,
  told: Iterable<readonly [string, boolean]>,
): ReadonlySet<string> {
  const next = new Set(online);
  for (const [id, isOnline] of told) {
    if (isOnline) next.add(id);
    else next.delete(id);
  }
  return next;
}
