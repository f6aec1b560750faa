/** One's own newest message of a scene, as it is shown, with what is changed of it here. */
import type { Message } from '@/shared/api/wire';
import { itemsOf, unsent } from '@/shared/messenger/item';
import type { Scene } from '../scene';

/** Null where none is loaded, and while the last one is on its way: the one before isn't meant. */
export function lastOwn(scene: Scene): Message | null {
  const { messenger } = scene;
  const entries = messenger.outbox.entries.get();
  const own = entries.filter(({ change }) => change.kind !== 'send' || scene.isIn(change));
  if (unsent(own, (id) => scene.byId(id) !== undefined).length > 0) return null;
  for (const message of scene.newestFirst()) {
    const { sender_id, kind, deleted_at } = message;
    if (sender_id !== messenger.user_id || kind !== 'text' || deleted_at) continue;
    const [item] = itemsOf([message], entries, messenger.user_id);
    return item?.type === 'message' ? item.message : null;
  }
  return null;
}
