/**
 * Keeps what is known, a moment after it changes: who one is, the conversations, the people, and the
 * newest messages of the conversations that were on the screen last.
 *
 * *Invariant:* what is kept together is of one moment, and messages are of their revision or later, so
 * that `sync` can go on from there.
 */
import type { User } from '../api/wire';
import type { Mirror } from '../mirror/mirror';
import type { Room, RoomView } from '../mirror/room';
import type { People } from '../people/people';
import { Throttle } from '../throttle';
import { end, type Range } from '../timeline/range';
import type { Timeline } from '../timeline/timeline';
import type { KeptMessages, KeptState, KeptStore } from './kept';

export interface KeeperParts {
  readonly store: KeptStore;
  readonly mirror: Pick<Mirror, 'views' | 'isKnown' | 'me_rev' | 'room'>;
  readonly people: Pick<People, 'known'>;
  readonly user: () => User | null;
}

const EVERY_MS = 2_000;
const MOST_MESSAGES = 100;

interface Sight {
  readonly as_of: number;
  readonly range: Range;
}

export class Keeper {
  readonly #parts: KeeperParts;
  readonly #throttle = new Throttle(EVERY_MS, () => this.flush());
  readonly #followed = new Map<string, { readonly room: Room; readonly end: () => void }>();
  /** What was on the screen and is not written yet. */
  readonly #seen = new Map<string, Sight>();
  readonly #unsubscribe: (() => void)[];
  #writing: Promise<void> = Promise.resolve();

  constructor(parts: KeeperParts) {
    this.#parts = parts;
    const look = (): void => this.#look();
    this.#unsubscribe = [parts.mirror.views.subscribe(look), parts.mirror.isKnown.subscribe(look)];
    this.#look();
  }

  stop(): void {
    this.#throttle.stop();
    for (const unsubscribe of this.#unsubscribe) unsubscribe();
    for (const followed of this.#followed.values()) followed.end();
    this.#followed.clear();
  }

  /** Writes now: the page may be about to end. */
  flush(): void {
    const { store, mirror, people, user } = this.#parts;
    const { me_rev } = mirror;
    const me = user();
    if (!mirror.isKnown.get() || me_rev === undefined || !me) return;
    const rooms = mirror.views.get().map(settled);
    const state: KeptState = { user: me, me_rev, rooms, people: people.known() };
    const kept_at = Date.now();
    const messages = [...this.#seen].map(([id, sight]) => keptOf(id, sight, kept_at));
    this.#seen.clear();
    // Where nothing can be stored the app is one that needs a connection.
    this.#writing = this.#writing.then(() => store.put(state, messages)).catch(() => undefined);
  }

  /** All that was to be written is. */
  async written(): Promise<void> {
    await this.#writing;
  }

  #look(): void {
    const { mirror } = this.#parts;
    for (const [id, followed] of this.#followed) {
      if (!mirror.room(id)) this.#letGo(id, followed.end);
    }
    for (const { conversation } of mirror.views.get()) this.#follow(mirror.room(conversation.id));
    this.#throttle.wish();
  }

  /** One left it. */
  #letGo(id: string, end: () => void): void {
    end();
    this.#followed.delete(id);
    this.#seen.delete(id);
  }

  #follow(room: Room | undefined): void {
    if (!room) return;
    const id = room.timeline.conversation_id;
    const held = this.#followed.get(id);
    if (held?.room === room) return;
    held?.end();
    const { timeline } = room;
    // What rests was seen when it was read, and is read again by whoever comes back to it.
    const look = (): void => {
      if (!timeline.isResting) this.#see(timeline);
    };
    this.#followed.set(id, { room, end: timeline.ranges.subscribe(look) });
    this.#see(timeline);
  }

  #see(timeline: Timeline): void {
    const range = timeline.ranges.get().at(-1);
    // What is old is not what one comes back to.
    if (!range || end(range) < timeline.newest) return;
    this.#seen.set(timeline.conversation_id, { as_of: timeline.rev, range });
    this.#throttle.wish();
  }
}

/** All that is known is counted: what comes after it counts on top. */
function settled({ conversation, me }: RoomView): RoomView {
  return { conversation, me: { ...me, last_seq: Math.max(me.last_seq, conversation.last_seq) } };
}

function keptOf(conversation_id: string, { as_of, range }: Sight, kept_at: number): KeptMessages {
  const messages = range.messages.slice(-MOST_MESSAGES);
  return { conversation_id, as_of, kept_at, messages };
}
