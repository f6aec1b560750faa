import { useFoundConversations } from '@/shared/finder/use-found-conversations';

/** What the conversation is called that is searched alone; null where it is none, or not one's own. */
export function useRoomTitle(id: string | undefined): string | null {
  const found = useFoundConversations('', Number.POSITIVE_INFINITY);
  if (id === undefined) return null;
  return found.find((it) => it.conversation.id === id)?.title ?? '…';
}
