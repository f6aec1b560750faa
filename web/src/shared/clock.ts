/**
 * What time it is by the server, whose times are on the screen and decide when something ends: this
 * device's own clock may be wrong. It is learned by the way, from the `Date` of whatever is answered.
 */
import { Cell } from './cell';

/** `Date` tells no less than a second. */
const SECOND_MS = 1_000;
/** What two good clocks may be apart. */
const LEEWAY_MS = 2_000;

export class Clock {
  /** By how much this device's clock is ahead; 0 where it is as good as right. */
  readonly ahead_ms = new Cell(0);

  readonly now = (): number => Date.now() - this.ahead_ms.get();

  readonly date = (): Date => new Date(this.now());

  /** The same, heeding what its answers say. */
  heeding(ask: typeof fetch): typeof fetch {
    return async (...asked) => {
      const asked_at = Date.now();
      const answer = await ask(...asked);
      this.hear(answer.headers.get('date'), asked_at, Date.now());
      return answer;
    };
  }

  /**
   * The server wrote it at some time between the two, which are this device's: an answer that took
   * long says little, and changes nothing that may be so.
   */
  hear(date: string | null, asked_at: number, answered_at: number): void {
    const at = Date.parse(date ?? '');
    // The second is of a clock that was set meanwhile.
    if (Number.isNaN(at) || answered_at < asked_at) return;
    const [least, most] = [asked_at - at - SECOND_MS, answered_at - at];
    const maybe = (ahead: number): boolean =>
      least - LEEWAY_MS <= ahead && ahead <= most + LEEWAY_MS;
    if (maybe(this.ahead_ms.get())) return;
    this.ahead_ms.set(maybe(0) ? 0 : Math.round((least + most) / 2));
  }
}

/** A device has one. */
export const clock = new Clock();
