/**
 * How far the others have read in the open conversation, where they are few: asked when one comes, and
 * after each lost connection; told by events, and by what they write themselves.
 */
import type { ServerEvent } from '@/shared/api/events';
import type { Member } from '@/shared/api/wire';
import type { Cell } from '@/shared/cell';
import type { Connection } from '@/shared/connection/connection';
import type { Room } from '@/shared/mirror/room';

/** Of more the server tells nothing. */
const MOST_PEOPLE = 50;

/** By their ids; empty where nothing is known. */
export type ReadUpTo = ReadonlyMap<string, number>;

interface Parts {
  readonly room: Room;
  readonly connection: Pick<Connection, 'state' | 'listen'>;
  readonly user_id: string;
  /** Everybody in it. */
  readonly loadMembers: () => Promise<readonly Pick<Member, 'user' | 'read_seq'>[]>;
}

export class ReadBy {
  readonly upTo: Cell<ReadUpTo>;
  readonly #parts: Parts;
  #ends: (() => void)[] = [];
  /** Counts what was asked: only the last answer holds. */
  #asked = 0;
  #people = 0;

  constructor(parts: Parts, upTo: Cell<ReadUpTo>) {
    this.#parts = parts;
    this.upTo = upTo;
  }

  start(): void {
    const { room, connection } = this.#parts;
    this.#ends = [
      connection.state.subscribe(() => {
        if (connection.state.get().name === 'online') void this.#load();
      }),
      connection.listen((event) => this.#hear(event)),
      room.timeline.ranges.subscribe(() => this.#look()),
      room.view.subscribe(() => {
        // Somebody came, or went.
        if (room.view.get().conversation.members_count !== this.#people) void this.#load();
      }),
    ];
    void this.#load();
  }

  stop(): void {
    for (const end of this.#ends) end();
    this.#asked += 1;
    this.upTo.set(new Map());
  }

  async #load(): Promise<void> {
    const { room, user_id, loadMembers } = this.#parts;
    const { kind, members_count } = room.view.get().conversation;
    this.#people = members_count;
    this.#asked += 1;
    const asked = this.#asked;
    if (kind === 'channel' || members_count > MOST_PEOPLE || members_count < 2) {
      this.upTo.set(new Map());
      return;
    }
    // Without an answer there is nothing to show: it is asked again with the next connection.
    const members = await loadMembers().catch(() => null);
    if (!members || asked !== this.#asked) return;
    const told = members.flatMap(({ user, read_seq }) => {
      if (user.id === user_id || read_seq == null) return [];
      return [[user.id, Math.max(read_seq, this.upTo.get().get(user.id) ?? 0)] as const];
    });
    this.upTo.set(new Map(told));
    this.#look();
  }

  #hear({ name, payload }: ServerEvent): void {
    if (name !== 'conversation:read') return;
    const { conversation_id, user_id, seq } = payload;
    if (conversation_id === this.#parts.room.timeline.conversation_id) this.#move(user_id, seq);
  }

  /** Whoever writes has read up to there. */
  #look(): void {
    const newest = this.#parts.room.timeline.ranges.get().at(-1)?.messages ?? [];
    for (const { sender_id, seq, thread_id } of newest.slice(-MOST_PEOPLE)) {
      if (sender_id && !thread_id) this.#move(sender_id, seq);
    }
  }

  #move(user_id: string, seq: number): void {
    const held = this.upTo.get();
    const before = held.get(user_id);
    if (before === undefined || before >= seq) return;
    this.upTo.set(new Map(held).set(user_id, seq));
  }
}
