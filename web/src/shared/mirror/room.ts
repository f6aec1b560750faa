/**
 * One conversation as this person has it: the conversation itself, one's own part of it, and its
 * messages as far as they are loaded. What the server tells of it is put together here.
 */
import type { MessageChanged, SyncEntry } from '../api/events';
import type { Conversation, Me, Message } from '../api/wire';
import { Cell } from '../cell';
import type { Heard, Timeline } from '../timeline/timeline';
import { beyond, counted, type Uncounted } from './unread';

/** `me` with what is known beyond the server's count. */
export interface RoomView {
  readonly conversation: Conversation;
  readonly me: Me;
  /** The newest message, where that is a reply in a thread that one takes part in. */
  readonly reply?: Message;
}

/** Hears of what changes; null: too much has, and what is held is to be loaded anew. */
export type Follower = (change: Pick<MessageChanged, 'messages' | 'reacted'> | null) => void;

/** So many uncounted messages are kept at least, for a count of the server's that comes late. */
const KEPT_UNCOUNTED = 200;

export class Room {
  readonly timeline: Timeline;
  readonly view: Cell<RoomView>;
  /** Threads that one takes part in, as far as that was seen. */
  readonly #threads = new Set<string>();
  readonly #followers = new Set<Follower>();
  readonly #user_id: string;
  #conversation: Conversation;
  #me: Me;
  #me_rev: number;
  #read_at: number;
  #uncounted: Uncounted = [];
  #reply: Message | null = null;

  /** `me_rev`: one's own revision as of which `me` is. */
  constructor(
    timeline: Timeline,
    user_id: string,
    conversation: Conversation,
    me: Me,
    me_rev: number,
  ) {
    this.timeline = timeline;
    this.#user_id = user_id;
    this.#conversation = conversation;
    this.#me = me;
    this.#me_rev = me_rev;
    this.#read_at = me.last_seq;
    this.view = new Cell({ conversation, me });
    timeline.begin(conversation.rev, conversation.last_seq);
  }

  get me_rev(): number {
    return this.#me_rev;
  }

  /** As of which message one's own part was read. */
  get read_at(): number {
    return this.#read_at;
  }

  hear(change: Omit<MessageChanged, 'conversation_id'>): Heard {
    const heard = this.timeline.hear(change);
    // Nothing of it, or what is shown would be of a revision whose messages nobody counted; and kept
    // so, it is what the next `sync` goes on from.
    if (heard === 'gap') return heard;
    if (change.conversation) this.#replace(change.conversation);
    if (heard === 'applied') this.#advance(change.rev, change.messages);
    this.#show();
    if (heard === 'applied') this.#tell(change);
    return heard;
  }

  /** Until the returned function is called. */
  follow(follower: Follower): () => void {
    this.#followers.add(follower);
    return () => this.#followers.delete(follower);
  }

  /** What `sync` says that was missed. */
  catchUp({ conversation, rev, messages, reset }: SyncEntry): void {
    if (reset) {
      this.timeline.reset(rev, conversation.last_seq);
      this.#conversation = conversation;
      this.#uncounted = [];
      this.#read_at = 0;
    } else {
      this.timeline.catchUp(rev, messages);
      this.#replace(conversation);
    }
    this.#advance(rev, messages);
    this.#show();
    this.#tell(reset ? null : { messages });
  }

  setMe(me: Me, me_rev: number): void {
    this.#me_rev = me_rev;
    // What was read earlier than what is held says nothing that is not in it, and its count knows
    // nothing of what came between.
    if (me.last_seq < this.#read_at) return;
    this.#me = me;
    this.#read_at = me.last_seq;
    this.#uncounted = beyond(this.#uncounted, me);
    this.#show();
  }

  /** Whatever its way, the newer one stays. */
  #replace(conversation: Conversation): void {
    if (conversation.rev <= this.#conversation.rev) return;
    const { last_message } = this.#conversation;
    this.#conversation = conversation;
    if (last_message) this.#advance(conversation.rev, [last_message]);
  }

  #advance(rev: number, messages: readonly Message[]): void {
    const held = this.#conversation;
    const beside = messages.filter((it) => !it.thread_id);
    const newest = beside.reduce<Message | null>(newer, held.last_message ?? null);
    const last_seq = Math.max(held.last_seq, newest?.seq ?? 0, ...messages.map((it) => it.seq));
    this.#conversation = {
      ...held,
      rev: Math.max(held.rev, rev),
      last_seq,
      last_message: newest,
    };
    this.#learn(messages);
    const replies = messages.filter((it) => it.thread_id && this.#takesPart(it.thread_id));
    this.#reply = replies.reduce<Message | null>(newer, this.#reply);
    this.#count(messages);
  }

  #tell(change: Parameters<Follower>[0]): void {
    for (const follower of this.#followers) follower(change);
  }

  /** Whoever writes in a thread, or is named there, takes part in it. */
  #learn(messages: readonly Message[]): void {
    const user_id = this.#user_id;
    for (const { id, thread, thread_id, sender_id, mentions } of messages) {
      const isIn = sender_id === user_id || thread?.mine || thread?.user_ids.includes(user_id);
      if (thread && isIn) this.#threads.add(id);
      if (thread_id && (sender_id === user_id || mentions.includes(user_id))) {
        this.#threads.add(thread_id);
      }
    }
  }

  #takesPart(thread_id: string): boolean {
    if (this.#conversation.kind === 'direct' || this.#threads.has(thread_id)) return true;
    return this.timeline.byId(thread_id)?.thread?.mine ?? false;
  }

  #counted(messages: Uncounted): Me {
    return counted(this.#me, messages, this.#user_id, (it) => this.#takesPart(it));
  }

  #count(messages: readonly Message[]): void {
    const known = new Map(this.#uncounted.map((it) => [it.seq, it]));
    for (const message of beyond(messages, this.#me)) {
      const before = known.get(message.seq);
      if (!before || before.rev < message.rev) known.set(message.seq, message);
    }
    this.#uncounted = [...known.values()].sort((a, b) => a.seq - b.seq);
    if (this.#uncounted.length < 2 * KEPT_UNCOUNTED) return;
    // The older half is counted for good, so that no conversation grows by being unread.
    const settled = this.#uncounted.slice(0, -KEPT_UNCOUNTED);
    const last_seq = settled.at(-1)?.seq ?? this.#me.last_seq;
    this.#me = { ...this.#counted(settled), last_seq };
    this.#uncounted = this.#uncounted.slice(-KEPT_UNCOUNTED);
  }

  #show(): void {
    const me = this.#counted(this.#uncounted);
    const isNewest = (this.#reply?.seq ?? 0) > (this.#conversation.last_message?.seq ?? 0);
    const reply = this.#reply && isNewest ? { reply: this.#reply } : {};
    this.view.set({ conversation: this.#conversation, me, ...reply });
  }
}

function newer(one: Message | null, other: Message): Message {
  if (!one || other.seq > one.seq) return other;
  return other.seq === one.seq && other.rev > one.rev ? other : one;
}
