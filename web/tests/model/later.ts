const LATEST_MS = 2_000;

/** What is acknowledged and not done: done a while after, in order. */
export class Later {
  readonly #jobs: (() => void)[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  add(job: () => void): void {
    this.#jobs.push(job);
    setTimeout(() => this.#jobs.shift()?.(), this.#random() * LATEST_MS);
  }

  /** All of it, now. */
  catchUp(): void {
    while (this.#jobs.length > 0) this.#jobs.shift()?.();
  }
}
