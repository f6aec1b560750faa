import { describe, expect, it } from 'vitest';
import { mayOf } from '@/features/members/may';
import { touchesMembers } from '@/features/members/membership';
import { choicesOf } from '@/features/members/menu-choices';
import type { Message } from '@/shared/api/wire';
import type { RoomView } from '@/shared/mirror/room';
import { message } from './messages';
import { conversation, person } from './model/told-screen';

describe('who may do what', () => {
  it('is nothing in a direct conversation, for nobody', () => {
    const may = mayOf({ kind: 'direct' }, { role: 'member' }, 'owner');
    expect(Object.values(may)).toEqual([false, false, false, false]);
  });

  it('in a group every member names it and brings people in, and owners manage', () => {
    const member = mayOf({ kind: 'group' }, { role: 'member' }, 'admin');
    expect(member).toEqual({ edit: true, add: true, manage: false, leave: true });
    expect(mayOf({ kind: 'group' }, { role: 'owner' }, 'member').manage).toBe(true);
  });

  it("a channel's owners, and the server's of a public one", () => {
    const open = { kind: 'channel', visibility: 'public' } as const;
    const closed = { kind: 'channel', visibility: 'private' } as const;
    expect(mayOf(open, { role: 'member' }, 'member').edit).toBe(false);
    expect(mayOf(open, { role: 'member' }, 'admin').manage).toBe(true);
    expect(mayOf(closed, { role: 'member' }, 'owner').manage).toBe(false);
    expect(mayOf(closed, { role: 'owner' }, 'member').add).toBe(true);
  });
});

describe('the menu of a member', () => {
  const nothing = { edit: false, add: false, manage: false, leave: false };
  const asked = {
    user: person('ben', 'Ben'),
    isSelf: false,
    isOwner: false,
    isBlocked: false,
    kind: 'group' as const,
    may: { ...nothing, manage: true },
  };

  it('offers what is possible, and nothing else', () => {
    expect(choicesOf(asked)).toEqual(['message', 'promote', 'block', 'remove']);
    expect(choicesOf({ ...asked, may: nothing })).toEqual(['message', 'block']);
    expect(choicesOf({ ...asked, isSelf: true, isOwner: true })).toEqual(['demote']);
    expect(choicesOf({ ...asked, kind: 'direct', may: nothing })).toEqual(['block']);
    expect(choicesOf({ ...asked, isBlocked: true, may: nothing })).toEqual(['unblock']);
  });

  it('offers to write to nobody who is no person any more, or never was', () => {
    const gone = person('x', 'Gone', { disabled: true, username: 'deleted' });
    expect(choicesOf({ ...asked, user: gone })).toEqual(['remove']);
    expect(choicesOf({ ...asked, user: person('x', 'Bot', { role: 'bot' }) })).toEqual(['remove']);
  });
});

describe('a list of members', () => {
  const view = (last_seq: number, more: object = {}): RoomView => ({
    conversation: conversation('den', { last_seq, ...more }),
    me: { role: 'member' } as RoomView['me'],
  });
  const none = (): undefined => undefined;
  const of =
    (...messages: Message[]) =>
    (seq: number) =>
      messages.find((it) => it.seq === seq);
  const happened = (seq: number, event: string) =>
    message(seq, seq, { kind: 'system', body: null, event, data: {} } as Partial<Message>);

  it('is the same after messages, and another one after comings, goings and roles', () => {
    expect(touchesMembers(view(1), view(3), of(message(2, 2), message(3, 3)))).toBe(false);
    expect(touchesMembers(view(1), view(2), of(happened(2, 'renamed')))).toBe(false);
    expect(touchesMembers(view(1), view(3), of(happened(2, 'role_changed'), message(3, 3)))).toBe(
      true,
    );
    expect(touchesMembers(view(1), view(1, { members_count: 2 }), none)).toBe(true);
  });

  it('may be another one after what is not known', () => {
    expect(touchesMembers(view(1), view(2), none)).toBe(true);
    expect(touchesMembers(view(1), view(2, { last_message: message(2, 2) }), none)).toBe(false);
    expect(touchesMembers(view(1), view(9_999), none)).toBe(true);
  });
});
