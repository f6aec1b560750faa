/**
 * Whether the server has another page than this one, newer or older. Asked after each reconnect, since an update
 * restarts the server; it is the person who reloads.
 */
import { Cell } from '@/shared/cell';

const EVERY_MS = 60_000;

export class VersionWatch {
  readonly isOther = new Cell(false);
  readonly #own: string | null;
  readonly #ask: () => Promise<string>;
  #asked_at = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `own`: the script that this page began with, null where nobody built it; `ask`: the server's. */
  constructor(own: string | null, ask: () => Promise<string>) {
    this.#own = own;
    this.#ask = ask;
  }

  /** Not more often than once a minute; later, where that is too soon. */
  look(): void {
    if (this.#own === null || this.isOther.get()) return;
    clearTimeout(this.#timer);
    const delay = this.#asked_at + EVERY_MS - performance.now();
    if (delay > 0) this.#timer = setTimeout(() => this.look(), delay);
    else void this.#compare();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #compare(): Promise<void> {
    this.#asked_at = performance.now();
    // Without an answer nothing is known, and the next connection asks again.
    const script = await this.#ask().catch(() => '');
    if (script !== '' && script !== this.#own) this.isOther.set(true);
  }
}
