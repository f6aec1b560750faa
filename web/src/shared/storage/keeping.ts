/**
 * Whether what somebody writes outlives the page, and why not where it doesn't: there is no room left on
 * this device, or this browser stores nothing.
 */
import { Cell } from '../cell';

export type Lack = 'room' | 'store';

export class Keeping {
  /** Null where all is kept. */
  readonly lack = new Cell<Lack | null>(null);
  readonly #missing = new Map<string, Lack>();

  kept(what: string): void {
    if (this.#missing.delete(what)) this.#show();
  }

  failed(what: string, error: unknown): void {
    this.#missing.set(what, isFull(error) ? 'room' : 'store');
    this.#show();
  }

  #show(): void {
    const lacks = [...this.#missing.values()];
    this.lack.set(lacks.includes('store') ? 'store' : (lacks[0] ?? null));
  }
}

export function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}
