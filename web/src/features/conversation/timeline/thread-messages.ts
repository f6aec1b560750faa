/**
 * The messages of one thread: the one that it hangs on, and a stretch of its replies as far as it is
 * loaded. What the server tells is put into it.
 *
 * *Invariant:* between two replies that are held there is none that is not, but for those that the
 * server deletes without a trace, which it never does.
 */
import type { Reacted } from '@/shared/api/events';
import type { Message, MessagePage } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Room } from '@/shared/mirror/room';
import { withMine } from '@/shared/timeline/reaction';
import type { Place } from '@/shared/timeline/timeline';

export interface ThreadSource {
  readonly room: Pick<Room, 'follow' | 'timeline'>;
  readonly thread_id: string;
  readonly user_id: string;
  /** The message that it hangs on. */
  readonly loadRoot: () => Promise<Message>;
  readonly loadReplies: (place: Place) => Promise<MessagePage>;
}

/** What is held of the replies; null where nothing is. */
interface Stretch {
  readonly replies: readonly Message[];
  readonly hasBefore: boolean;
  readonly hasAfter: boolean;
}

/** So many are held at most, and so many are kept on each side of what one looks at. */
const MOST_HELD = 400;
const KEPT = 150;

export class ThreadMessages {
  /** Replaced whenever something in it is. */
  readonly root = new Cell<Message | null>(null);
  readonly stretch = new Cell<Stretch | null>(null);
  readonly #source: ThreadSource;
  /** What was told while something is loading: that may have been read before it. */
  readonly #meanwhile = new Map<string, Message>();
  #loading = 0;
  /** Counts what was let go of: what was asked for before that is of no use. */
  #age = 0;

  constructor(source: ThreadSource) {
    this.#source = source;
    const held = source.room.timeline.byId(source.thread_id);
    if (held) this.root.set(held);
  }

  /** Until the returned function is called. `onLost`: too much changed, and nothing is held any more. */
  follow(onLost: () => void): () => void {
    return this.#source.room.follow((change) => {
      if (change) this.#hear(change.messages, change.reacted);
      else {
        this.#age += 1;
        this.stretch.set(null);
        onLost();
      }
    });
  }

  byId(id: string): Message | undefined {
    const root = this.root.get();
    if (root?.id === id) return root;
    return this.stretch.get()?.replies.find((it) => it.id === id);
  }

  /** Whether a place is in what is held, or would be. */
  covers(seq: number): boolean {
    const held = this.stretch.get();
    if (!held) return false;
    const from = held.hasBefore ? (held.replies[0]?.seq ?? 0) : 0;
    const to = held.hasAfter ? (held.replies.at(-1)?.seq ?? 0) : Number.POSITIVE_INFINITY;
    return from <= seq && seq <= to;
  }

  /** Loads another stretch in place of what is held. */
  async open(place: Place): Promise<void> {
    this.#age += 1;
    await this.#load(place, ({ messages, has_more_before, has_more_after }) => ({
      replies: messages,
      hasBefore: has_more_before,
      hasAfter: has_more_after,
    }));
  }

  /** Loads what lies beyond an end. */
  async more(edge: 'before' | 'after'): Promise<void> {
    const { replies } = this.stretch.get() ?? { replies: [] };
    const end = edge === 'before' ? replies[0] : replies.at(-1);
    if (!end) return;
    const place = edge === 'before' ? { before: end.seq } : { after: end.seq };
    await this.#load(place, ({ messages, has_more_before, has_more_after }, held) => {
      if (!held) return null;
      return edge === 'before'
        ? { ...held, replies: [...messages, ...held.replies], hasBefore: has_more_before }
        : { ...held, replies: [...held.replies, ...messages], hasAfter: has_more_after };
    });
  }

  /** Lets go of what lies far away from those that one looks at, unless more is on its way. */
  keep(first: number, last: number): void {
    const held = this.stretch.get();
    if (!held || held.replies.length <= MOST_HELD || this.#loading > 0) return;
    const from = Math.max(0, held.replies.findIndex((it) => it.seq >= first) - KEPT);
    const to = held.replies.findLastIndex((it) => it.seq <= last) + 1 + KEPT;
    this.stretch.set({
      replies: held.replies.slice(from, to),
      hasBefore: held.hasBefore || from > 0,
      hasAfter: held.hasAfter || to < held.replies.length,
    });
  }

  async #load(
    place: Place,
    join: (page: MessagePage, held: Stretch | null) => Stretch | null,
  ): Promise<void> {
    const age = this.#age;
    this.#loading += 1;
    try {
      const [page, root] = await Promise.all([
        this.#source.loadReplies(place),
        this.root.get() ?? this.#source.loadRoot(),
      ]);
      if (age !== this.#age) return;
      if (!this.root.get()) this.root.set(this.#newest(root));
      const next = join(page, this.stretch.get());
      if (next) this.stretch.set({ ...next, replies: next.replies.map((it) => this.#newest(it)) });
      for (const message of this.#meanwhile.values()) this.#put(message);
    } finally {
      this.#loading -= 1;
      if (this.#loading === 0) this.#meanwhile.clear();
    }
  }

  #newest(message: Message): Message {
    const told = this.#meanwhile.get(message.id);
    return told && told.rev > message.rev ? this.#withMine(told, message) : message;
  }

  #hear(messages: readonly Message[], reacted: readonly Reacted[] = []): void {
    const { thread_id } = this.#source;
    for (const message of messages) {
      if (message.id !== thread_id && message.thread_id !== thread_id) continue;
      const next = this.#withMine(message, this.byId(message.id), reacted);
      if (this.#loading > 0) this.#meanwhile.set(message.id, next);
      this.#put(next);
    }
  }

  #withMine(
    message: Message,
    before: Message | undefined,
    reacted: readonly Reacted[] = [],
  ): Message {
    return withMine(message, before, reacted, this.#source.user_id);
  }

  #put(message: Message): void {
    const root = this.root.get();
    if (message.id === this.#source.thread_id) {
      if (root && message.rev > root.rev) this.root.set(message);
      return;
    }
    const held = this.stretch.get();
    if (!held) return;
    const { replies, hasAfter } = held;
    const known = replies.find((it) => it.id === message.id);
    if (known) {
      if (known.rev >= message.rev) return;
      const changed = replies.map((it) => (it === known ? message : it));
      this.stretch.set({ ...held, replies: changed });
    } else if (!hasAfter && message.seq > (replies.at(-1)?.seq ?? 0)) {
      this.stretch.set({ ...held, replies: [...replies, message] });
    }
  }
}
