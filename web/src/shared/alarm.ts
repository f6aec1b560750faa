/** Calls once, after the shortest of the times that it was told; by a clock that nobody sets. */
export class Alarm {
  readonly #call: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #at = Number.POSITIVE_INFINITY;

  constructor(call: () => void) {
    this.#call = call;
  }

  /** After `delay_ms`, or earlier. */
  within(delay_ms: number): void {
    const at = performance.now() + delay_ms;
    if (at >= this.#at) return;
    this.stop();
    this.#at = at;
    this.#timer = setTimeout(() => {
      this.#at = Number.POSITIVE_INFINITY;
      this.#call();
    }, delay_ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#at = Number.POSITIVE_INFINITY;
  }
}
