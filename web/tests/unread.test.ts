import { describe, expect, it } from 'vitest';
import type { Me, Message } from '@/shared/api/wire';
import { beyond, counted } from '@/shared/mirror/unread';
import { message } from './messages';

const me: Me = {
  role: 'member',
  read_seq: 3,
  unread: 2,
  mentions: 1,
  notify: 'all',
  joined_at: '2026-01-01T00:00:00.000Z',
  last_seq: 5,
};

const counts = (...known: Parameters<typeof counted>[1]) => {
  const { read_seq, unread, mentions } = counted(me, known, 'ana');
  return { read_seq, unread, mentions };
};

describe('what is unread', () => {
  it('is what the server counted, and the texts of others beyond', () => {
    const system = message(7, 7, { kind: 'system', body: null });
    expect(counts(message(6, 6), system, message(8, 8, { mentions: ['ana'] }))).toEqual({
      read_seq: 3,
      unread: 4,
      mentions: 2,
    });
    expect(counts(message(6, 6, { mentions_everyone: true })).mentions).toBe(2);
  });

  it('is nothing up to what one says oneself', () => {
    expect(counts(message(6, 6), message(7, 7, { sender_id: 'ana' }), message(8, 8))).toEqual({
      read_seq: 7,
      unread: 1,
      mentions: 0,
    });
  });

  it('is of a thread for those alone who take part in it', () => {
    const reply = (seq: number, more: Partial<Message> = {}) =>
      message(seq, seq, { thread_id: 'm1', ...more });
    const named = reply(7, { thread_id: 'm2', mentions: ['ana'] });
    const known = [reply(6), named, reply(8, { thread_id: 'm3' })];
    const { unread, read_seq, mentions, thread_unread } = counted(
      { ...me, thread_unread: 4 },
      known,
      'ana',
      (thread_id) => thread_id !== 'm3',
    );
    expect({ unread, read_seq, mentions, thread_unread }).toEqual({
      unread: 2,
      read_seq: 3,
      mentions: 2,
      thread_unread: 6,
    });
  });

  it('is read in a thread, and there alone, by what one says in it', () => {
    const known = [6, 7, 8].map((seq) =>
      message(seq, seq, { thread_id: 'm1', sender_id: seq === 7 ? 'ana' : 'ben' }),
    );
    const all = counted(me, known, 'ana', () => true);
    expect([all.thread_unread, all.unread, all.read_seq]).toEqual([1, 2, 3]);
  });

  it('counts nothing twice', () => {
    expect(beyond([message(5, 5), message(6, 6)], me)).toMatchObject([{ seq: 6 }]);
  });
});
