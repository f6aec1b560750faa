/**
 * One conversation, or one thread of it, while it is open: what its parts (the list of messages, the
 * composer, the header) need of each other. It lives as long as that is on the screen.
 */
import { createContext, useContext } from 'react';
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { TextName } from '@/shared/i18n/i18n';
import type { Messenger } from '@/shared/messenger/messenger';
import type { Room } from '@/shared/mirror/room';
import { COMPOSER_FIELD } from '@/shared/place';
import { type LeftOut, NOTHING } from './composer/left-out';
import type { ReadUpTo } from './read-by';

/** What the composer writes. */
export type Writing =
  | { readonly name: 'new' }
  | { readonly name: 'reply'; readonly to: Message }
  | { readonly name: 'edit'; readonly message: Message };

/** A thread that is open: its messages as far as they are loaded, in order of `seq`. */
export interface OpenThread {
  readonly thread_id: string;
  messages(): readonly Message[];
  /** What is said about the list, and about the field that one writes in. */
  readonly words: Readonly<Record<'list' | 'label' | 'placeholder', TextName>>;
}

export class Scene {
  readonly messenger: Messenger;
  readonly room: Room;
  /** Null beside all threads. */
  readonly thread: OpenThread | null;
  readonly writing = new Cell<Writing>({ name: 'new' });
  /** Counts the wishes to see the newest message: one's own was just sent, say. */
  readonly newestWanted = new Cell(0);
  /** Those that one does something with together, in the order in which they were chosen; null else. */
  readonly chosen = new Cell<ReadonlyMap<string, Message> | null>(null);
  /** Those of which it is asked where to they go. */
  readonly forwarding = new Cell<readonly Message[] | null>(null);
  /** While a poll is being written, over the page: what its question began with; null else. */
  readonly asking = new Cell<string | null>(null);
  /** How far the others have read, where they are few. */
  readonly readUpTo = new Cell<ReadUpTo>(new Map());
  /** Of the files that were given last. */
  readonly leftOut = new Cell<LeftOut>(NOTHING);

  constructor(messenger: Messenger, room: Room, thread: OpenThread | null = null) {
    this.messenger = messenger;
    this.room = room;
    this.thread = thread;
  }

  get conversation_id(): string {
    return this.room.timeline.conversation_id;
  }

  /** What is begun here is kept under this: a draft, and files that wait for it. */
  get place_id(): string {
    return this.thread ? `${this.conversation_id}/${this.thread.thread_id}` : this.conversation_id;
  }

  /** The id of the field that one writes in. */
  get field_id(): string {
    return this.thread ? `${COMPOSER_FIELD}-thread` : COMPOSER_FIELD;
  }

  /** Those that are loaded and shown here, the newest first. */
  *newestFirst(): Iterable<Message> {
    if (this.thread) {
      yield* this.thread.messages().toReversed();
      return;
    }
    for (const { messages } of this.room.timeline.ranges.get().toReversed()) {
      for (const message of messages.toReversed()) if (!message.thread_id) yield message;
    }
  }

  /** As it is loaded, here or beside the thread. */
  byId(id: string): Message | undefined {
    return this.room.timeline.byId(id) ?? this.thread?.messages().find((it) => it.id === id);
  }

  /** Whether what is sent is sent here. */
  isIn({ conversation_id, thread_id }: { conversation_id: string; thread_id?: string }): boolean {
    return conversation_id === this.conversation_id && thread_id === this.thread?.thread_id;
  }

  focusField(): void {
    document.getElementById(this.field_id)?.focus();
  }

  toNewest(): void {
    this.newestWanted.set(this.newestWanted.get() + 1);
  }
}

const Context = createContext<Scene | null>(null);

export const SceneProvider = Context.Provider;

export function useScene(): Scene {
  const scene = useContext(Context);
  if (!scene) throw new Error('no conversation above');
  return scene;
}
