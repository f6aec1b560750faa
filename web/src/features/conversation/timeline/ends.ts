/** The two ends of what is shown: whether more is being loaded there, or could not be. */
import { asError, type Edge } from './feed-reader';

export type End = 'before' | 'after';

interface Loading {
  readonly load: () => Promise<void>;
  /** Of a place that one has left it says nothing. */
  readonly isHere: () => boolean;
  readonly onDone: () => void;
}

export class Ends {
  readonly #busy = new Set<End>();
  readonly #errors = new Map<End, Error>();

  get hasFailed(): boolean {
    return this.#errors.size > 0;
  }

  clear(): void {
    this.#errors.clear();
  }

  of(end: End, hasMore: boolean): Edge {
    if (!hasMore) return { name: 'none' };
    const error = this.#errors.get(end);
    return error ? { name: 'failed', error } : { name: 'more' };
  }

  /** Once at a time, and not again until what failed is cleared. */
  async load(end: End, { load, isHere, onDone }: Loading): Promise<void> {
    if (this.#busy.has(end) || this.#errors.has(end)) return;
    this.#busy.add(end);
    try {
      await load();
    } catch (error) {
      if (isHere()) this.#errors.set(end, asError(error));
    } finally {
      this.#busy.delete(end);
      onDone();
    }
  }
}
