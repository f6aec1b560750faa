import { describe, expect, it } from 'vitest';
import { Rows } from '@/features/conversation/timeline/row';
import { type Item, itemsOf, unsent } from '@/shared/messenger/item';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { message } from './messages';

// Local time, so that days are the same wherever the tests run.
const at = (day: number, hour: number, minute = 0) => ({
  created_at: new Date(2026, 0, day, hour, minute).toISOString(),
});
const around = { context: null, new_from: null, user_id: 'ana' };
const items = (...messages: ReturnType<typeof message>[]): readonly Item[] =>
  itemsOf(messages, [], 'ana');

function entry(change: Change, more: Partial<Entry> = {}): Entry {
  const time = Date.parse(at(1, 9, 3).created_at);
  return { key: 'k', change, order: 1, created_at: time, not_before: 1, state: 'waiting', ...more };
}

describe('rows', () => {
  it('are groups of what one person said within five minutes', () => {
    const rows = new Rows().of(
      items(
        message(1, 1, at(1, 9, 0)),
        message(2, 2, at(1, 9, 4)),
        message(3, 3, at(1, 9, 9)),
        message(4, 4, { ...at(1, 9, 10), sender_id: 'mia' }),
        message(5, 5, { ...at(1, 9, 10), sender_id: 'mia', kind: 'system' }),
        message(6, 6, { ...at(1, 9, 11), sender_id: 'mia' }),
      ),
      around,
    );
    expect(rows.map((it) => it.isFirst)).toEqual([true, false, true, true, true, true]);
  });

  it('begin a day, and a group with it', () => {
    const rows = new Rows().of(
      items(message(1, 1, at(1, 23, 59)), message(2, 2, at(2, 0, 1)), message(3, 3, at(2, 0, 2))),
      around,
    );
    expect(rows.map((it) => it.isDay)).toEqual([true, true, false]);
    expect(rows.map((it) => it.isFirst)).toEqual([true, true, false]);
  });

  it('know what comes before the first', () => {
    const context = message(1, 1, at(1, 9, 0));
    const [row] = new Rows().of(items(message(2, 2, at(1, 9, 1))), { ...around, context });
    expect(row).toMatchObject({ isDay: false, isFirst: false });
  });

  it('have a line where reading stopped, and a group after it', () => {
    const messages = items(message(1, 1, at(1, 9)), message(2, 2, at(1, 9)));
    const rows = new Rows().of(messages, { ...around, new_from: 2 });
    expect(rows.map((it) => it.isNew)).toEqual([false, true]);
    expect(rows[1]?.isFirst).toBe(true);
  });

  it('are the same objects as long as nothing in them changes', () => {
    const rows = new Rows();
    const messages = [message(1, 1, at(1, 9)), message(2, 2, at(1, 9))];
    const before = rows.of(itemsOf(messages, [], 'ana'), around);
    const more = [...messages, message(3, 3, at(1, 9))];
    const after = rows.of(itemsOf(more, [], 'ana'), around);
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    const edited = [messages[0] as (typeof messages)[0], message(2, 4, at(1, 9))];
    expect(rows.of(itemsOf(edited, [], 'ana'), around)[1]).not.toBe(before[1]);
  });

  it('show what has no place yet as it will be shown, by the same id', () => {
    const send: Change = { kind: 'send', conversation_id: 'den', id: 'm2', body: 'two' };
    const before = itemsOf([message(1, 1, { ...at(1, 9), sender_id: 'ana' })], [], 'ana');
    const pending = new Rows().of([...before, ...unsent([entry(send)], () => false)], around);
    expect(pending[1]).toMatchObject({
      id: 'm2',
      state: 'pending',
      isFirst: false,
      message: { body: 'two', sender_id: 'ana' },
    });
    const failed = unsent([entry(send, { state: 'failed' })], () => false);
    expect(new Rows().of(failed, around)[0]?.state).toBe('failed');
  });

  it('lie as they will, though the clock here is hours ahead or behind', () => {
    const own = { sender_id: 'ana' };
    const send = (id: string): Change => ({ kind: 'send', conversation_id: 'den', id, body: id });
    for (const hour of [3, 23]) {
      const rows = new Rows();
      const here = (minute: number) => ({ created_at: Date.parse(at(1, hour, minute).created_at) });
      const one = entry(send('m1'), here(0));
      const two = entry(send('m2'), { ...here(1), key: 'l' });
      rows.of(
        unsent([one], () => false),
        around,
      );
      const stored = items(message(1, 1, { ...at(2, 9, 0), ...own }));
      const [, pending] = rows.of([...stored, ...unsent([two], () => false)], around);
      expect(pending).toMatchObject({ state: 'pending', isFirst: false, isDay: false });
      const both = items(
        message(1, 1, { ...at(2, 9, 0), ...own }),
        message(2, 2, { ...at(2, 9, 1), ...own }),
      );
      expect(rows.of(both, around)[1]).toMatchObject({ isFirst: false, isDay: false });
    }
  });

  it('are not of an earlier day than what they follow', () => {
    const send: Change = { kind: 'send', conversation_id: 'den', id: 'm2', body: 'two' };
    const failed = unsent([entry(send, { state: 'failed' })], () => false);
    const [, row] = new Rows().of([...items(message(1, 1, at(2, 9))), ...failed], around);
    expect(row).toMatchObject({ isDay: false, isFirst: true });
  });

  it('say of a deleted one that it is', () => {
    const [row] = new Rows().of(items(message(1, 1, { deleted_at: 'x', body: null })), around);
    expect(row?.isDeleted).toBe(true);
  });
});
