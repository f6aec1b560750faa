/**
 * Takes the notifications of a conversation away when it was read, on whatever device: those that were
 * there when the app was opened, and those that come while it is open.
 */
import type { Mirror } from '../mirror/mirror';
import { Throttle } from '../throttle';

type Close = (conversation_id: string) => void;
/** `isOver`: by the notification's tag. */
type CloseAll = (isOver: (tag: string) => boolean) => Promise<void>;

const EVERY_MS = 1_000;
/** Tags that are a conversation's id. */
const OF_CONVERSATION = /^[0-9a-f-]{36}$/;

export class ReadNotifications {
  readonly #mirror: Pick<Mirror, 'views' | 'isKnown'>;
  readonly #close: Close;
  readonly #closeAll: CloseAll;
  readonly #throttle = new Throttle(EVERY_MS, () => this.#look());
  readonly #unsubscribe: (() => void)[];
  /** Null before the first look. */
  #unread: ReadonlySet<string> | null = null;

  constructor(mirror: Pick<Mirror, 'views' | 'isKnown'>, close: Close, closeAll: CloseAll) {
    this.#mirror = mirror;
    this.#close = close;
    this.#closeAll = closeAll;
    const wish = (): void => this.#throttle.wish();
    this.#unsubscribe = [mirror.views.subscribe(wish), mirror.isKnown.subscribe(wish)];
    wish();
  }

  stop(): void {
    this.#throttle.stop();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  #look(): void {
    const { views, isKnown } = this.#mirror;
    if (!isKnown.get()) return;
    const waiting = views.get().filter(({ me }) => me.unread > 0);
    const unread = new Set(waiting.map(({ conversation }) => conversation.id));
    const before = this.#unread;
    this.#unread = unread;
    if (before === null) {
      void this.#closeAll((tag) => OF_CONVERSATION.test(tag) && !unread.has(tag));
    } else for (const id of before) if (!unread.has(id)) this.#close(id);
  }
}
