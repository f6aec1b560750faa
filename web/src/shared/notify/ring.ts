/**
 * Tells of what is new while a page is open: by a notification of the page's own, or by a sound, where
 * nothing else tells of the same. Never of what one sees or says oneself, nor of what one doesn't want
 * to hear of; and only one of several tabs.
 */
import type { NotifyPreferences } from '../api/wire';
import type { Cell } from '../cell';
import { clock } from '../clock';
import type { Mirror } from '../mirror/mirror';
import type { RoomView } from '../mirror/room';
import type { Attention } from '../reading/attention';
import { Throttle } from '../throttle';
import type { Claim } from './claim';
import { isQuiet, wantedCount } from './wants';

/** `pushed`: this device is told by a push. */
export type Way = 'pushed' | 'shown' | 'heard';

export interface RingParts {
  readonly mirror: Pick<Mirror, 'views' | 'isKnown'>;
  readonly attention: Cell<Attention>;
  /** Whether a conversation is the one that is open here. */
  readonly isOpen: (conversation_id: string) => boolean;
  readonly preferences: Cell<NotifyPreferences | null>;
  readonly way: () => Way;
  readonly claim: Claim;
  readonly show: (view: RoomView) => void;
  readonly sound: () => void;
}

interface Known {
  readonly seq: number;
  readonly count: number;
}

/** What comes together is one thing that is new. */
const EVERY_MS = 200;
/** So long the tab in which it is seen has to say so. */
const SETTLE_MS = 300;
const NOTHING: Known = { seq: 0, count: 0 };

export class Ring {
  readonly #parts: RingParts;
  readonly #throttle = new Throttle(EVERY_MS, () => this.#look());
  readonly #unsubscribe: (() => void)[];
  #known: ReadonlyMap<string, Known> | null = null;
  #isOver = false;

  constructor(parts: RingParts) {
    this.#parts = parts;
    const wish = (): void => this.#throttle.wish();
    this.#unsubscribe = [
      parts.mirror.views.subscribe(wish),
      parts.mirror.isKnown.subscribe(wish),
      // Another count is nothing new.
      parts.preferences.subscribe(() => this.#take()),
    ];
    wish();
  }

  stop(): void {
    this.#isOver = true;
    this.#throttle.stop();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #look(): void {
    const { mirror } = this.#parts;
    if (!mirror.isKnown.get()) return;
    const before = this.#known;
    const after = this.#take();
    if (before === null) return;
    for (const view of mirror.views.get()) {
      const { id } = view.conversation;
      const { seq, count } = before.get(id) ?? NOTHING;
      const now = after.get(id) ?? NOTHING;
      if (now.seq > seq && now.count > count) void this.#tell(view);
    }
  }

  #take(): ReadonlyMap<string, Known> {
    const { mirror, preferences } = this.#parts;
    const [held, now] = [preferences.get(), clock.date()];
    const known = mirror.views.get().map((view): [string, Known] => {
      const { id, last_seq } = view.conversation;
      return [id, { seq: last_seq, count: wantedCount(view, held, now) }];
    });
    const taken = new Map(known);
    if (mirror.isKnown.get()) this.#known = taken;
    return taken;
  }

  async #tell(view: RoomView): Promise<void> {
    const { attention, isOpen, preferences, way, claim, show, sound } = this.#parts;
    const { id, last_seq } = view.conversation;
    const hours = preferences.get()?.quiet_hours;
    if (hours && isQuiet(hours, clock.date())) return;
    const sight = isOpen(id) ? attention.get() : 'away';
    if (sight === 'away') await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
    if (this.#isOver || !(await claim(`${id}:${last_seq}`)) || sight === 'here') return;
    // On the screen it is shown already, and no push comes; but the eyes may be elsewhere.
    const chosen = sight === 'visible' ? 'heard' : way();
    if (chosen === 'shown') show(view);
    if (chosen === 'heard') sound();
  }
}
