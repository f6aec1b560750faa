/** The browser's locks, as far as they are used; a tab that holds one may end without a word. */
interface Options {
  readonly ifAvailable?: boolean;
  readonly signal?: AbortSignal;
}
type Work = (lock: object | null) => Promise<unknown>;

export class ModelLocks {
  /** For each lock the end of whoever has it and of those who wait. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #held = new Map<string, () => void>();

  readonly request = async (name: string, ...rest: [Work] | [Options, Work]): Promise<unknown> => {
    const work = rest.at(-1) as Work;
    const options = (rest.length > 1 ? rest[0] : {}) as Options;
    if (options.ifAvailable && this.#held.has(name)) return await work(null);
    const before = this.#turns.get(name) ?? Promise.resolve();
    let state: 'waits' | 'given up' | 'granted' = 'waits';
    const begin = (): Promise<unknown> | null => {
      if (state === 'given up') return null;
      state = 'granted';
      return work({});
    };
    const granted = before.then(() => this.#hold(name, begin));
    this.#turns.set(
      name,
      granted.then(({ ended }) => ended),
    );
    const given = granted.then(({ done }) => done);
    const givenUp = new Promise((_, reject) => {
      options.signal?.addEventListener('abort', () => {
        if (state === 'granted') return;
        state = 'given up';
        reject(new DOMException('given up', 'TimeoutError'));
      });
    });
    return await (options.signal ? Promise.race([given, givenUp]) : given);
  };

  /** Whoever has it crashed. */
  release(name: string): void {
    this.#held.get(name)?.();
  }

  #hold(name: string, work: () => Promise<unknown> | null) {
    const done = Promise.resolve(work());
    const crashed = new Promise<void>((resolve) => this.#held.set(name, resolve));
    const ended = Promise.race([done.catch(() => undefined), crashed]).then(() => {
      this.#held.delete(name);
    });
    return { done, ended };
  }
}
