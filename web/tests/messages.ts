/** Messages for tests: what matters is said, the rest is as usual. */
import type { Message } from '@/shared/api/wire';

export function message(seq: number, rev: number, more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation_id: 'den',
    sender_id: 'ben',
    seq,
    rev,
    kind: 'text',
    body: `${seq} as of ${rev}`,
    attachments: [],
    reactions: [],
    mentions: [],
    created_at: '2026-01-01T00:00:00.000Z',
    ...more,
  } as Message;
}

export function messages(from: number, to: number): Message[] {
  return Array.from({ length: to - from + 1 }, (_, index) => message(from + index, from + index));
}
