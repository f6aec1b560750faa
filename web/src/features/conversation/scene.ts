/**
 * One conversation while it is open: what its parts (the list of messages, the composer, the header)
 * need of each other. It lives as long as the conversation is on the screen.
 */
import { createContext, useContext } from 'react';
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Messenger } from '@/shared/messenger/messenger';
import type { Room } from '@/shared/mirror/room';
import { type LeftOut, NOTHING } from './composer/left-out';

/** What the composer writes. */
export type Writing =
  | { readonly name: 'new' }
  | { readonly name: 'reply'; readonly to: Message }
  | { readonly name: 'edit'; readonly message: Message };

export class Scene {
  readonly messenger: Messenger;
  readonly room: Room;
  readonly writing = new Cell<Writing>({ name: 'new' });
  /** Counts the wishes to see the newest message: one's own was just sent, say. */
  readonly newestWanted = new Cell(0);
  /** Of the files that were given last. */
  readonly leftOut = new Cell<LeftOut>(NOTHING);

  constructor(messenger: Messenger, room: Room) {
    this.messenger = messenger;
    this.room = room;
  }

  get conversation_id(): string {
    return this.room.timeline.conversation_id;
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
