/** A poll goes out as any message does. What was typed has become its question. */
import type { Poll } from '@/shared/api/wire';
import { newId } from '@/shared/outbox/change';
import type { Scene } from '../scene';

export function askPoll(scene: Scene, body: string, poll: Poll): void {
  const { messenger, conversation_id, place_id, thread } = scene;
  const { drafts, outbox, typing } = messenger;
  drafts.flush();
  const { reply_to, text: _, ...begun } = drafts.of(place_id).get() ?? {};
  outbox.add({
    kind: 'send',
    id: newId(),
    conversation_id,
    body,
    poll,
    ...(thread ? { thread_id: thread.thread_id } : {}),
    ...(reply_to === undefined ? {} : { reply_to }),
  });
  drafts.put({ ...begun, conversation_id: place_id, text: '' });
  drafts.flush();
  if (!thread) typing.stopped(conversation_id);
  scene.toNewest();
}
