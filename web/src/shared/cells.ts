import { Cell } from './cell';

/**
 * Cells by name. Of those that nobody watches only so many stay: the ones that were asked for last, so
 * that whoever is about to watch one has the right one.
 */
export class Cells<T> {
  readonly #most: number;
  readonly #none: T;
  /** The one that was asked for last is the last. */
  readonly #cells = new Map<string, Cell<T>>();

  constructor(most: number, none: T) {
    this.#most = most;
    this.#none = none;
  }

  /** As they are now. */
  get all(): readonly (readonly [string, Cell<T>])[] {
    return [...this.#cells];
  }

  has(name: string): boolean {
    return this.#cells.has(name);
  }

  of(name: string): Cell<T> {
    const held = this.#cells.get(name);
    const cell = held ?? new Cell(this.#none);
    this.#cells.delete(name);
    this.#cells.set(name, cell);
    if (!held && this.#cells.size > this.#most) this.#bound();
    return cell;
  }

  #bound(): void {
    const idle = this.all.filter(([, cell]) => !cell.isWatched);
    for (const [name] of idle.slice(0, -this.#most)) this.#cells.delete(name);
  }
}
