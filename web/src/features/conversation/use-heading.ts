/** What the open conversation is called and who is in it, apart from what each message changes. */
import { useRef, useSyncExternalStore } from 'react';
import type { Conversation } from '@/shared/api/wire';
import { useScene } from './scene';

/** The same object until a part of it other than its newest message is another one. */
export function useHeading(): Conversation {
  const { view } = useScene().room;
  const held = useRef(view.get().conversation);
  return useSyncExternalStore(view.subscribe, () => {
    const { conversation } = view.get();
    if (!readsSame(held.current, conversation)) held.current = conversation;
    return held.current;
  });
}

const READ = ['id', 'kind', 'visibility', 'title', 'topic', 'members_count'] as const;

function readsSame(one: Conversation, other: Conversation): boolean {
  return (
    READ.every((name) => one[name] === other[name]) &&
    one.member_ids?.join() === other.member_ids?.join()
  );
}
