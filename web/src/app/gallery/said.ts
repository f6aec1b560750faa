/** What was said in the conversation of the page of all components. */
import type { Message } from '@/shared/api/wire';

const AT = Date.parse('2026-03-01T09:00:00.000Z');
const MINUTE_MS = 60_000;

function said(seq: number, sender_id: string, body: string, more: Partial<Message> = {}): Message {
  return {
    id: `said-${seq}`,
    conversation_id: 'garden',
    sender_id,
    seq,
    rev: seq,
    kind: 'text',
    body,
    attachments: [],
    reactions: [],
    mentions: [],
    created_at: new Date(AT + seq * MINUTE_MS).toISOString(),
    ...more,
  };
}

export const MORNING = said(1, 'ben', 'The beans are up! See #garden, @anna.', {
  mentions: ['anna'],
});
export const MARKED = said(
  2,
  'ben',
  '**Water** them at `7:00`, and not at noon:\n\n- the beans\n- the peas',
);
export const ANSWER = said(3, 'cleo', 'I can do that today.', { reply_to: MORNING.id });
export const SIGNED = said(4, 'cleo', 'The hose leaks, so take the can.', {
  edited_at: MORNING.created_at,
  pinned_at: MORNING.created_at,
  bookmarked: true,
});
export const LIKED = said(5, 'ben', 'Who picks the strawberries?', {
  reactions: [
    { emoji: '🍓', count: 3, user_ids: ['anna', 'ben', 'cleo'], mine: true },
    { emoji: '👍', count: 1, user_ids: ['ben'] },
  ],
});
export const THREAD = said(6, 'anna', 'The shed wants paint.', {
  thread: { replies: 4, last_seq: 6, last_at: MORNING.created_at, user_ids: ['ben', 'cleo'] },
});
export const POLL = said(7, 'cleo', 'When do we eat?', {
  poll: { options: ['At six', 'At seven', 'When it is dark'] },
  reactions: [
    { emoji: '1\uFE0F\u20E3', count: 1, user_ids: ['ben'] },
    { emoji: '2\uFE0F\u20E3', count: 2, user_ids: ['anna', 'cleo'], mine: true },
  ],
});
export const ENDED = said(8, 'cleo', 'And when did we?', {
  poll: { options: ['At six', 'At seven'], multiple: true, ends_at: MORNING.created_at },
  reactions: [{ emoji: '2\uFE0F\u20E3', count: 3, user_ids: ['anna', 'ben', 'cleo'] }],
});
export const DELETED = said(9, 'ben', '', { body: null, deleted_at: MORNING.created_at });

export const JOINED: Message = {
  ...said(10, 'ben', ''),
  kind: 'system',
  body: null,
  event: 'joined',
  data: {},
};

export const MESSAGES: readonly Message[] = [
  MORNING,
  MARKED,
  ANSWER,
  SIGNED,
  LIKED,
  THREAD,
  POLL,
  ENDED,
  DELETED,
  JOINED,
];
