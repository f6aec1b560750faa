/**
 * When `sync` is called: on connecting, after a gap, when the person is back, and after five minutes
 * without. One call at a time; what comes up during one is asked for after it.
 */
import { retryDelay } from '../retry';

const EVERY_MS = 5 * 60_000;
/** `sync:required` reaches everybody at once. */
const SPREAD_MS = 2_000;
const FIRST_RETRY_MS = 1_000;
const MOST_RETRY_MS = 30_000;

export class CatchUp {
  readonly #sync: () => Promise<void>;
  readonly #onDone: () => void;
  #isOpen = false;
  #isRunning = false;
  #isWanted = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Apart from the other, which is set anew by every call that ends. */
  #soon: ReturnType<typeof setTimeout> | undefined;

  /** `onDone`: nothing is missing, as of a moment ago. */
  constructor(sync: () => Promise<void>, onDone: () => void) {
    this.#sync = sync;
    this.#onDone = onDone;
  }

  open(): void {
    this.#isOpen = true;
    this.#failures = 0;
    this.now();
  }

  close(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    clearTimeout(this.#soon);
    this.#soon = undefined;
  }

  now(): void {
    this.#isWanted = true;
    if (this.#isOpen && !this.#isRunning) void this.#run();
  }

  /** However often it is told until then: it isn't put off by that. */
  soon(): void {
    if (!this.#isOpen || this.#soon !== undefined) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      this.now();
    }, Math.random() * SPREAD_MS);
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    clearTimeout(this.#timer);
    try {
      while (this.#isWanted && this.#isOpen) {
        this.#isWanted = false;
        await this.#sync();
        this.#failures = 0;
        this.#onDone();
      }
      this.#at(EVERY_MS);
    } catch {
      // Offline, or the server is behind: the next connection or the next turn asks again.
      this.#isWanted = true;
      this.#at(retryDelay(this.#failures, FIRST_RETRY_MS, MOST_RETRY_MS));
      this.#failures += 1;
    } finally {
      this.#isRunning = false;
    }
  }

  #at(delay_ms: number): void {
    clearTimeout(this.#timer);
    if (this.#isOpen) this.#timer = setTimeout(() => this.now(), delay_ms);
  }
}
