import { beforeAll, describe, expect, it } from 'vitest';
import type { Message } from '@/shared/api/wire';
import { eventText, peopleIn } from '@/shared/i18n/event-text';
import type { Say } from '@/shared/i18n/i18n';
import { message } from './messages';
import { english } from './model/english';

describe('what happened', () => {
  let say: Say;

  beforeAll(async () => {
    const i18n = await english();
    say = (name, values) => i18n._(name, values);
  });

  const NAMES: Record<string, string> = {
    ana: 'Ana',
    ben: 'Ben',
    cy: 'Cy',
    dan: 'Dan',
    eve: 'Eve',
  };
  const told = (more: object) =>
    message(1, 1, { kind: 'system', body: null, sender_id: 'ben', ...more } as Partial<Message>);
  const text = (more: object, user_id = 'me') =>
    eventText(told(more), say, {
      user_id,
      nameOf: (id) => NAMES[id] ?? '…',
      list: (names) => new Intl.ListFormat('en').format(names),
    });
  const role = (user_id: string, given: string) => ({
    event: 'role_changed',
    data: { user_id, role: given },
  });

  it('is said in words', () => {
    expect(text({ event: 'joined', data: {} })).toBe('Ben joined');
    expect(text({ event: 'left', data: {} })).toBe('Ben left');
    expect(text({ event: 'removed', data: { user_id: 'ana' } })).toBe('Ben removed Ana');
    expect(text({ event: 'renamed', data: { title: 'Pub' } })).toBe('Ben called this “Pub”');
    expect(text({ event: 'renamed', data: { title: null } })).toBe('Ben took the title away');
    expect(text({ event: 'topic_changed', data: { topic: 'Tea' } })).toBe('Ben set the topic: Tea');
    expect(text({ event: 'topic_changed', data: {} })).toBe('Ben removed the topic');
    expect(text({ event: 'picture_changed', data: {} })).toBe('Ben changed the picture');
    expect(text(role('ana', 'owner'))).toBe('Ben made Ana an owner');
    expect(text(role('ana', 'member'))).toBe('Ben made Ana a member');
  });

  it('names oneself as one is spoken to', () => {
    expect(text({ event: 'joined', data: {} }, 'ben')).toBe('You joined');
    expect(text({ event: 'removed', data: { user_id: 'ana' } }, 'ana')).toBe('Ben removed you');
    expect(text(role('ben', 'owner'), 'ben')).toBe('You made yourself an owner');
  });

  it('names a few of many, and asks who only those are', () => {
    const some = { event: 'added', data: { user_ids: ['ana', 'cy'] } };
    expect(text(some)).toBe('Ben added Ana and Cy');
    const many = { event: 'added', data: { user_ids: ['ana', 'cy', 'dan', 'eve', 'fay'] } };
    expect(text(many)).toBe('Ben added Ana, Cy, Dan, and 2 more');
    expect(peopleIn(told(many))).toEqual(['ben', 'ana', 'cy', 'dan']);
  });

  it('is said as well as can be, where a later version wrote it', () => {
    const words = 'Something happened that this version does not know: moved';
    expect(text({ event: 'moved', data: {} })).toBe(words);
    expect(text({ event: 'moved', data: {}, body: 'They moved.' })).toBe('They moved.');
  });
});
