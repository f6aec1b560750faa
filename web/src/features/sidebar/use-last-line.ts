import { messageWords } from '@/shared/files/file-words';
import { useSay } from '@/shared/i18n/i18n';
import type { RoomView } from '@/shared/mirror/room';
import { useEventText } from '@/shared/people/use-event-text';
import { usePerson } from '@/shared/people/use-person';
import { useMessenger } from '@/shared/services';

/** More than a row has room for at any width. */
const MOST_CHARS = 160;

/** What was said last, in one line. */
export function useLastLine({ conversation }: RoomView): string {
  const say = useSay();
  const { user_id } = useMessenger();
  const message = conversation.last_message ?? null;
  const event = useEventText(message);
  const isOwn = message?.sender_id === user_id;
  // In a conversation of two the other one needs no name.
  const isNamed = conversation.kind !== 'direct' && !isOwn;
  const sender = usePerson(isNamed ? message?.sender_id : null);
  if (!message) return say('sidebar.quiet');
  if (message.deleted_at) return say('sidebar.deleted');
  if (message.kind === 'system') return event;
  const text = oneLine(messageWords(message, say));
  if (isOwn && conversation.members_count > 1) return say('sidebar.own_line', { text });
  return isNamed ? say('sidebar.line', { name: sender?.display_name ?? '…', text }) : text;
}

export function oneLine(text: string): string {
  return text.slice(0, MOST_CHARS).replace(/\s+/gu, ' ').trim();
}
