/** The conversations that one was in last: what was on the screen stays of so many, and no more. */
import type { Timeline } from './timeline';

const MOST = 20;

export class Resting {
  /** The last one last. */
  readonly #timelines = new Set<Timeline>();

  add(timeline: Timeline): void {
    this.#timelines.delete(timeline);
    this.#timelines.add(timeline);
    for (const oldest of this.#timelines) {
      if (this.#timelines.size <= MOST) return;
      this.#timelines.delete(oldest);
      // Somebody may read it again.
      if (oldest.isResting) oldest.close();
    }
  }

  /** One left it. */
  remove(timeline: Timeline): void {
    this.#timelines.delete(timeline);
    timeline.close();
  }
}
