import { MessageRow } from '@/features/conversation/timeline/message-row';
import type { Row } from '@/features/conversation/timeline/row';
import type { Message } from '@/shared/api/wire';
import { MessageCard } from '@/shared/message/message-card';
import type { Entry } from '@/shared/outbox/entry';
import { GARDEN } from './house';
import {
  ANSWER,
  DELETED,
  ENDED,
  JOINED,
  LIKED,
  MARKED,
  MORNING,
  POLL,
  SIGNED,
  THREAD,
} from './said';
import type { Specimen, State } from './specimen';

function entryOf({ id, conversation_id, body }: Message, state: Entry['state']): Entry {
  const change = { kind: 'send', id, conversation_id, body: body ?? '' } as const;
  const entry = { key: `entry-${id}`, change, order: 1, created_at: 0, not_before: 0, state };
  if (state !== 'failed') return entry;
  const detail = 'You are not in this conversation any more.';
  return { ...entry, problem: { type: '', title: '', status: 403, code: 'forbidden', detail } };
}

function row(name: string, message: Message, more: Partial<Row> = {}): State {
  const { id } = message;
  const usual = {
    state: 'stored',
    isDeleted: false,
    changes: [],
    isDay: false,
    isNew: false,
  } as const;
  const made: Row = { id, message, ...usual, isFirst: true, ...more };
  return {
    name,
    isWide: true,
    shown: <MessageRow isActive={false} isPointedAt={false} row={made} />,
  };
}

const mine = { ...MORNING, id: 'mine', sender_id: 'anna', body: 'I water them on Sunday.' };

export const MESSAGES: readonly Specimen[] = [
  {
    name: 'Message',
    states: [
      row('begins a day', MORNING, { isDay: true }),
      row('goes on, with marks', MARKED, { isFirst: false }),
      row('where reading stopped, and an answer', ANSWER, { isNew: true }),
      row('edited, pinned, saved', SIGNED),
      row('reactions', LIKED),
      row('a thread', THREAD),
      row('a poll', POLL),
      row('a poll that has ended', ENDED),
      row('on its way', mine, { state: 'pending', changes: [entryOf(mine, 'sending')] }),
      row('not sent', mine, { state: 'failed', changes: [entryOf(mine, 'failed')] }),
      row('deleted', DELETED, { isDeleted: true }),
      row('what happened', JOINED),
    ],
  },
  {
    name: 'MessageCard',
    states: [
      {
        name: 'in a list, with where it is',
        isWide: true,
        shown: (
          <ul>
            <MessageCard conversation={GARDEN} message={MORNING} note="Pinned by Cleo" />
          </ul>
        ),
      },
    ],
  },
];
