/**
 * The wire between a client and the model: slow, and where it is told to, worse than any network.
 * Frames get lost, come twice or in another order; the line breaks before an answer arrives.
 */
import type { LineListener } from '@/shared/connection/line';

export interface Faults {
  /** Chances, from 0 to 1. */
  drop: number;
  repeat: number;
  swap: number;
  /** Of breaking after a question was taken and before it is answered. */
  cut: number;
  busy: number;
  /** Of a page that takes seconds. */
  slow: number;
}

export const NO_FAULTS: Faults = { drop: 0, repeat: 0, swap: 0, cut: 0, busy: 0, slow: 0 };

const SLOWEST_MS = 80;

export class ModelLine {
  readonly user_id: string;
  readonly #listener: LineListener;
  readonly #random: () => number;
  readonly #questions = new Set<(why: Error) => void>();
  #isClosed = false;
  #arrives_at = 0;

  constructor(user_id: string, listener: LineListener, random: () => number) {
    this.user_id = user_id;
    this.#listener = listener;
    this.#random = random;
  }

  get isClosed(): boolean {
    return this.#isClosed;
  }

  tell(event: string, payload: unknown, faults: Faults): void {
    if (this.#random() < faults.drop) return;
    const copy = structuredClone(payload);
    const deliver = () => this.#listener.heard(event, copy);
    this.#after(deliver, this.#random() < faults.swap);
    if (this.#random() < faults.repeat) this.#after(deliver, true);
  }

  /** `answer` is called when the question has arrived; what it returns travels back. */
  ask(answer: () => unknown, faults: Faults): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#questions.add(reject);
      this.#after(() => {
        const answered = structuredClone(answer());
        if (this.#random() < faults.cut) return this.lose();
        const deliver = () => {
          this.#questions.delete(reject);
          resolve(answered);
        };
        // What is told between reading and answering comes first.
        setTimeout(() => this.#after(deliver), this.#random() * SLOWEST_MS);
      });
    });
  }

  open(): void {
    this.#after(() => this.#listener.opened());
  }

  refuse(code: string): void {
    this.#after(() => this.#listener.refused(code));
  }

  lose(): void {
    if (this.#isClosed) return;
    this.close();
    this.#listener.lost();
  }

  close(): void {
    this.#isClosed = true;
    for (const reject of this.#questions) reject(new Error('cut'));
    this.#questions.clear();
  }

  /** In order, unless something overtakes. */
  #after(then: () => void, isOvertaken = false): void {
    const at = Date.now() + this.#random() * SLOWEST_MS;
    if (!isOvertaken) this.#arrives_at = Math.max(this.#arrives_at, at);
    const delay = isOvertaken ? at + SLOWEST_MS : this.#arrives_at;
    setTimeout(() => !this.#isClosed && then(), delay - Date.now());
  }
}
