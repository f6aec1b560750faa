/**
 * Takes the notifications of a conversation away when it was read, on whatever device: those that were
 * there when the app was opened, and those that come while it is open.
 */
import type { Cell } from '../cell';
import type { Mirror } from '../mirror/mirror';
import { unreadOf } from '../mirror/unread';
import { Throttle } from '../throttle';
import type { IsOver } from '../worker';
import type { WorkerShown } from '../worker-news';

type Close = (isOver: IsOver) => Promise<void>;

interface Known {
  readonly seq: number;
  readonly isUnread: boolean;
}

const EVERY_MS = 1_000;
/** By then the browser has seen that something was shown for the push. */
const SEEN_MS = 1_000;
/** Tags that are a conversation's id. */
const OF_CONVERSATION = /^[0-9a-f-]{36}$/;

export class ReadNotifications {
  readonly #mirror: Pick<Mirror, 'views' | 'isKnown'>;
  readonly #close: Close;
  readonly #throttle = new Throttle(EVERY_MS, () => this.#look());
  readonly #unsubscribe: (() => void)[];
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  /** Null before the first look. */
  #known: ReadonlyMap<string, Known> | null = null;

  /** `shown`: by the service worker, last. */
  constructor(
    mirror: Pick<Mirror, 'views' | 'isKnown'>,
    shown: Cell<WorkerShown | null>,
    close: Close,
  ) {
    this.#mirror = mirror;
    this.#close = close;
    const wish = (): void => this.#throttle.wish();
    this.#unsubscribe = [
      mirror.views.subscribe(wish),
      mirror.isKnown.subscribe(wish),
      shown.subscribe(() => this.#late(shown.get())),
    ];
    wish();
  }

  stop(): void {
    this.#throttle.stop();
    for (const timer of this.#timers) clearTimeout(timer);
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
  }

  /** A push may be slower than whoever read its message. */
  #late(shown: WorkerShown | null): void {
    if (!shown) return;
    const { conversation_id: id, seq } = shown;
    const look = (): void => {
      this.#timers.delete(timer);
      const me = this.#mirror.views.get().find(({ conversation }) => conversation.id === id)?.me;
      const isRead = me && seq <= me.read_seq && !me.thread_unread;
      if (isRead) void this.#close((tag) => tag === id);
    };
    const timer = setTimeout(look, SEEN_MS);
    this.#timers.add(timer);
  }

  #look(): void {
    const { views, isKnown } = this.#mirror;
    if (!isKnown.get()) return;
    const before = this.#known;
    const now = new Map(
      views.get().map(({ conversation, me }): [string, Known] => {
        return [conversation.id, { seq: conversation.last_seq, isUnread: unreadOf(me) > 0 }];
      }),
    );
    this.#known = now;
    if (before === null) {
      void this.#close((tag, seq) => OF_CONVERSATION.test(tag) && !isNews(now.get(tag), seq));
      return;
    }
    // Also of what came and was read since the last look.
    const read = [...now]
      .filter(([id, { seq, isUnread }]) => !isUnread && wasNew(before.get(id), seq))
      .map(([id]) => id);
    const left = [...before].filter(([id, { isUnread }]) => isUnread && !now.has(id));
    const over = new Set([...read, ...left.map(([id]) => id)]);
    if (over.size > 0) {
      void this.#close((tag, seq) => over.has(tag) && !isNews(now.get(tag), seq));
    }
  }
}

/** Unread, or of what a push has told before the server has. */
function isNews(known: Known | undefined, seq: number): boolean {
  return known !== undefined && (known.isUnread || known.seq < seq);
}

function wasNew(before: Known | undefined, seq: number): boolean {
  return !before || before.isUnread || before.seq < seq;
}
