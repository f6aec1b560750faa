/** What one may do with a message, and taking it away. */
import type { Message } from '@/shared/api/wire';
import { newId } from '@/shared/outbox/change';
import type { Scene } from '../scene';

/** How long a deletion is held back, so that it can be undone. */
const UNDO_MS = 5_000;

export function isOwn({ messenger }: Scene, { sender_id }: Message): boolean {
  return sender_id === messenger.user_id;
}

export function mayDelete(scene: Scene, message: Message): boolean {
  const { conversation, me } = scene.room.view.get();
  return isOwn(scene, message) || (me.role === 'owner' && conversation.kind !== 'direct');
}

export function deleteMessage({ messenger, conversation_id }: Scene, { id }: Message): void {
  messenger.outbox.add({ kind: 'delete', conversation_id, id, change_id: newId() }, UNDO_MS);
}
