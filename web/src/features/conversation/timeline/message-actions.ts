/**
 * What one does to the messages of the open conversation. It all goes out by the outbox, which shows
 * it at once; what is written goes to the composer.
 */
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { newId } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { COMPOSER_FIELD, places } from '@/shared/place';
import type { Scene } from '../scene';
import type { Row } from './row';

/** How long a deletion is held back, so that it can be undone. */
const UNDO_MS = 5_000;

export class MessageActions {
  /** Long messages that were opened, while the conversation is. */
  readonly opened = new Set<string>();
  /** Those that are shown as they were written, while the conversation is open. */
  readonly plain = new Cell<ReadonlySet<string>>(new Set());
  /** The one of which it is asked where to it goes. */
  readonly forwarding = new Cell<Message | null>(null);
  readonly scene: Scene;
  /** Shows the message of an address. */
  readonly show: (seq: number) => void;
  /** Gives the focus back to a message. */
  readonly focus: (id: string) => void;

  constructor(scene: Scene, { show, focus }: Pick<MessageActions, 'show' | 'focus'>) {
    this.scene = scene;
    this.show = show;
    this.focus = focus;
  }

  isOwn({ sender_id }: Message): boolean {
    return sender_id === this.scene.messenger.user_id;
  }

  /** Whether anything can be done to it: it is in its place, and is somebody's words. */
  isOpen({ state, isDeleted, message }: Row): boolean {
    return state === 'stored' && !isDeleted && message.kind === 'text';
  }

  mayDelete(message: Message): boolean {
    const { conversation, me } = this.scene.room.view.get();
    return this.isOwn(message) || (me.role === 'owner' && conversation.kind !== 'direct');
  }

  react({ id, reactions }: Message, emoji: string): void {
    const on = !(reactions.find((it) => it.emoji === emoji)?.mine ?? false);
    const { messenger, conversation_id } = this.scene;
    messenger.outbox.add({ kind: 'react', conversation_id, id, change_id: newId(), emoji, on });
  }

  reply(message: Message): void {
    this.scene.writing.set({ name: 'reply', to: message });
  }

  edit(message: Message): void {
    this.scene.writing.set({ name: 'edit', message });
  }

  delete({ id }: Message): void {
    const { messenger, conversation_id } = this.scene;
    messenger.outbox.add({ kind: 'delete', conversation_id, id, change_id: newId() }, UNDO_MS);
  }

  undo({ key }: Entry): void {
    this.scene.messenger.outbox.undo(key);
  }

  /** Back to where it was written, with its files. */
  takeBack({ key }: Entry): void {
    const { messenger, conversation_id } = this.scene;
    const { drafts, outbox } = messenger;
    const change = outbox.takeBack(key)?.change;
    if (change?.kind !== 'send') return;
    drafts.flush();
    const { text = '', ...begun } = drafts.of(conversation_id).get() ?? {};
    const { body, reply_to } = change;
    const answered = reply_to === undefined ? {} : { reply_to };
    const words = [body, text].filter((it) => it !== '').join('\n');
    drafts.put({ ...answered, ...begun, conversation_id, text: words });
    drafts.flush();
    document.getElementById(COMPOSER_FIELD)?.focus();
  }

  retry({ key }: Entry): void {
    this.scene.messenger.outbox.retry(key);
  }

  forward(message: Message): void {
    this.forwarding.set(message);
  }

  /** As it was written, or formatted again. */
  turnPlain({ id }: Message): void {
    const plain = new Set(this.plain.get());
    if (!plain.delete(id)) plain.add(id);
    this.plain.set(plain);
  }

  linkTo({ seq }: Message): string {
    const place = places.message(this.scene.conversation_id, seq);
    return new URL(place, globalThis.location.href).href;
  }
}

/** A deletion that is held back still. */
export function undoable({ changes }: Row): Entry | null {
  const deletion = changes.find((it) => it.change.kind === 'delete');
  return deletion?.state === 'waiting' ? deletion : null;
}
