import { describe, expect, it } from 'vitest';
import { itemsOf, unsent } from '@/shared/messenger/item';
import type { Change } from '@/shared/outbox/change';
import type { Entry } from '@/shared/outbox/entry';
import { message } from './messages';

const at = { conversation_id: 'den', id: 'm1', change_id: 'c' };

function entry(change: Change, state: Entry['state'] = 'waiting'): Entry {
  return { key: 'k', change, order: 1, created_at: 1, not_before: 1, state };
}

const shown = (entries: Entry[], more = {}) => itemsOf([message(1, 1, more)], entries, 'ana')[0];

describe('what a conversation shows', () => {
  it('is what the server has, where nothing is on its way', () => {
    expect(shown([])).toEqual({ type: 'message', message: message(1, 1), changes: [] });
    expect(shown([], { deleted_at: 'x' })?.type).toBe('deleted');
  });

  it('has what is on its way on top', () => {
    const edit = entry({ kind: 'edit', ...at, body: 'new' });
    expect(shown([edit])).toMatchObject({ message: { body: 'new' }, changes: [edit] });
    expect(shown([edit, entry({ kind: 'delete', ...at })])).toMatchObject({
      type: 'deleted',
      message: { body: null },
    });
  });

  it('does not show as done what was refused', () => {
    const edit = entry({ kind: 'edit', ...at, body: 'new' }, 'failed');
    expect(shown([edit])).toMatchObject({ message: { body: '1 as of 1' }, changes: [edit] });
  });

  it('counts a reaction at once, and only once', () => {
    const on = entry({ kind: 'react', ...at, emoji: '🎈', on: true });
    const off = entry({ kind: 'react', ...at, emoji: '🎈', on: false });
    const by = (user_ids: string[]) => ({ emoji: '🎈', count: user_ids.length, user_ids });
    const reactions = [{ ...by(['ben']), mine: false }];
    expect(shown([on], { reactions })).toMatchObject({
      message: { reactions: [{ ...by(['ben', 'ana']), mine: true }] },
    });
    const mine = [{ ...by(['ana']), mine: true }];
    expect(shown([on], { reactions: mine })).toMatchObject({ message: { reactions: mine } });
    expect(shown([off], { reactions: mine })).toMatchObject({ message: { reactions: [] } });
    expect(shown([on, off])).toMatchObject({ message: { reactions: [] } });
  });

  it('ends with what has no place yet, as it was changed since', () => {
    const send: Change = { kind: 'send', conversation_id: 'den', id: 'm1', body: 'one' };
    const edit = entry({ kind: 'edit', ...at, body: 'two' });
    const stored = () => true;
    const unstored = () => false;
    expect(unsent([entry(send), edit], unstored)).toMatchObject([
      { type: 'pending', change: { body: 'two' } },
    ]);
    expect(unsent([entry(send, 'failed')], unstored)).toMatchObject([{ type: 'failed' }]);
    expect(unsent([entry(send)], stored)).toEqual([]);
    expect(unsent([entry(send), entry({ kind: 'delete', ...at })], unstored)).toEqual([]);
  });
});
