import { describe, expect, it } from 'vitest';
import { listTime } from '@/features/sidebar/list-time';
import { sectionsOf, stepFrom } from '@/features/sidebar/sections';
import type { RoomView } from '@/shared/mirror/room';

function view(id: string, kind: string, at: number, unread = 0): RoomView {
  const time = (day: number) => `2026-01-${String(day).padStart(2, '0')}T00:00:00.000Z`;
  return {
    conversation: { id, kind, created_at: time(1), last_message: { created_at: time(at) } },
    me: { joined_at: time(1), unread },
  } as unknown as RoomView;
}
const ids = (views: readonly RoomView[]) => views.map((it) => it.conversation.id);

describe('the list of conversations', () => {
  const views = [
    view('a', 'direct', 3),
    view('b', 'channel', 9),
    view('c', 'group', 5, 2),
    view('d', 'channel', 4, 1),
    view('e', 'direct', 3),
  ];
  const sections = sectionsOf(views);

  it('has the newest first in each section, and those of one moment in a lasting order', () => {
    expect(ids(sections.direct)).toEqual(['c', 'a', 'e']);
    expect(ids(sections.channels)).toEqual(['b', 'd']);
    expect(ids(sectionsOf([...views].reverse()).direct)).toEqual(['c', 'a', 'e']);
  });

  it('puts a conversation that one has just come into above what was said before', () => {
    const { me, conversation } = view('f', 'group', 2);
    const joined = { conversation, me: { ...me, joined_at: '2026-01-20T00:00:00.000Z' } };
    expect(ids(sectionsOf([...views, joined]).direct)[0]).toBe('f');
  });

  it('is walked through from top to bottom and around', () => {
    expect(stepFrom(sections, 'e', { by: 1, isUnread: false })).toBe('b');
    expect(stepFrom(sections, 'd', { by: 1, isUnread: false })).toBe('c');
    expect(stepFrom(sections, 'c', { by: -1, isUnread: false })).toBe('d');
    expect(stepFrom(sections, undefined, { by: 1, isUnread: false })).toBe('c');
  });

  it('is walked through by what is unread alone', () => {
    expect(stepFrom(sections, 'c', { by: 1, isUnread: true })).toBe('d');
    expect(stepFrom(sections, 'a', { by: -1, isUnread: true })).toBe('c');
    const read = sectionsOf([view('a', 'direct', 1)]);
    expect(stepFrom(read, undefined, { by: 1, isUnread: true })).toBeUndefined();
    expect(stepFrom(read, 'a', { by: 1, isUnread: false })).toBeUndefined();
  });
});

describe('the time in the list', () => {
  const today = new Date(2026, 2, 18, 23, 30);
  const said = (...at: [number, number, number, number]) =>
    listTime(new Date(...at).toISOString(), today, ['en-GB']);

  it('is the hour today, the weekday this week, and the date before that', () => {
    expect(said(2026, 2, 18, 0)).toBe('00:00');
    expect(said(2026, 2, 17, 23)).toBe('Tue');
    expect(said(2026, 2, 12, 1)).toBe('Thu');
    expect(said(2026, 2, 11, 23)).toBe('11 Mar');
    expect(said(2025, 11, 31, 12)).toBe('31/12/25');
  });

  it('is the hour for what a faster clock wrote', () => {
    expect(said(2026, 2, 19, 1)).toBe('01:00');
  });
});
