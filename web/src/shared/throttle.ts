/**
 * Calls at once, and then at most every so often: whatever happens in between is one call. What
 * happens in one moment is one call too. It minds no clock that is set while it waits.
 */
export class Throttle {
  readonly #call: () => void;
  readonly #every_ms: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isQueued = false;
  #called_at = Number.NEGATIVE_INFINITY;

  constructor(every_ms: number, call: () => void) {
    this.#every_ms = every_ms;
    this.#call = call;
  }

  wish(): void {
    if (this.#isQueued) return;
    this.#isQueued = true;
    const wait_ms = this.#called_at + this.#every_ms - performance.now();
    if (wait_ms > 0) this.#timer = setTimeout(() => this.#run(), wait_ms);
    else queueMicrotask(() => this.#run());
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#isQueued = false;
  }

  #run(): void {
    if (!this.#isQueued) return;
    this.#isQueued = false;
    this.#called_at = performance.now();
    this.#call();
  }
}
