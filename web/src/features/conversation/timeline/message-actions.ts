/**
 * What one does to the messages of the open conversation. It all goes out by the outbox, which shows
 * it at once; what is written goes to the composer.
 */
import type { Message } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { newId } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { places } from '@/shared/place';
import type { Scene } from '../scene';
import { deleteMessage, isOwn, mayDelete } from './may';
import type { Row } from './row';

export class MessageActions {
  /** Long messages that were opened, while the conversation is. */
  readonly opened = new Set<string>();
  /** Those that are shown as they were written, while the conversation is open. */
  readonly plain = new Cell<ReadonlySet<string>>(new Set());
  readonly scene: Scene;
  /** Shows the message of an address. */
  readonly show: (seq: number) => void;
  /** Gives the focus back to a message. */
  readonly focus: (id: string) => void;
  /** Goes to another place. */
  readonly go: (place: string) => void;

  constructor(scene: Scene, { show, focus, go }: Pick<MessageActions, 'show' | 'focus' | 'go'>) {
    this.scene = scene;
    this.show = show;
    this.focus = focus;
    this.go = go;
  }

  isOwn(message: Message): boolean {
    return isOwn(this.scene, message);
  }

  /** Whether anything can be done to it: it is in its place, and is somebody's words. */
  isOpen({ state, isDeleted, message }: Row): boolean {
    return state === 'stored' && !isDeleted && message.kind === 'text';
  }

  mayDelete(message: Message): boolean {
    return mayDelete(this.scene, message);
  }

  react({ id, reactions }: Message, emoji: string): void {
    const on = !(reactions.find((it) => it.emoji === emoji)?.mine ?? false);
    const { messenger, conversation_id } = this.scene;
    messenger.outbox.add({ kind: 'react', conversation_id, id, change_id: newId(), emoji, on });
  }

  mayPin(): boolean {
    const { conversation, me } = this.scene.room.view.get();
    return conversation.kind !== 'channel' || me.role === 'owner';
  }

  pin({ id, pinned_at }: Message): void {
    const { messenger, conversation_id } = this.scene;
    const on = !pinned_at;
    messenger.outbox.add({ kind: 'pin', conversation_id, id, change_id: newId(), on });
  }

  /** For oneself alone. */
  save({ id, bookmarked }: Message): void {
    const { messenger, conversation_id } = this.scene;
    const on = !bookmarked;
    messenger.outbox.add({ kind: 'save', conversation_id, id, change_id: newId(), on });
  }

  reply(message: Message): void {
    this.scene.writing.set({ name: 'reply', to: message });
  }

  /** Whether a thread may hang on a message: not on what is in one. */
  mayThread({ thread_id }: Message): boolean {
    return !(thread_id || this.scene.thread);
  }

  replyInThread({ id }: Message): void {
    this.go(places.thread(this.scene.conversation_id, id));
  }

  edit(message: Message): void {
    this.scene.writing.set({ name: 'edit', message });
  }

  delete(message: Message): void {
    deleteMessage(this.scene, message);
  }

  undo({ key }: Entry): void {
    this.scene.messenger.outbox.undo(key);
  }

  /** Back to where it was written, with its files. */
  takeBack({ key }: Entry): void {
    const { messenger, place_id } = this.scene;
    const { drafts, outbox } = messenger;
    const change = outbox.takeBack(key)?.change;
    if (change?.kind !== 'send') return;
    drafts.flush();
    const { text = '', ...begun } = drafts.of(place_id).get() ?? {};
    const { body, reply_to } = change;
    const answered = reply_to === undefined ? {} : { reply_to };
    const words = [body, text].filter((it) => it !== '').join('\n');
    drafts.put({ ...answered, ...begun, conversation_id: place_id, text: words });
    drafts.flush();
    this.scene.focusField();
  }

  retry({ key }: Entry): void {
    this.scene.messenger.outbox.retry(key);
  }

  forward(message: Message): void {
    this.scene.forwarding.set([message]);
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
