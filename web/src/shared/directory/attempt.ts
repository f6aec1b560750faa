/**
 * The id of what is being made. The same wish repeated has the same id, so that an answer that was
 * lost makes nothing twice; another wish has another one.
 */
import { newId } from '../outbox/change';

export class Attempt<Wish> {
  readonly #newId: () => string;
  #key = '';
  #id = '';

  constructor(makeId: () => string = newId) {
    this.#newId = makeId;
  }

  idOf(wish: Wish): string {
    const key = JSON.stringify(wish);
    if (key !== this.#key) {
      this.#key = key;
      this.#id = this.#newId();
    }
    return this.#id;
  }

  /** It was made: the same wish again is another one. */
  done(): void {
    this.#key = '';
  }
}
