import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ReadBy, type ReadUpTo } from '@/features/conversation/read-by';
import type { Row } from '@/features/conversation/timeline/row';
import { readersOf } from '@/features/conversation/timeline/use-readers';
import type { ServerEvent } from '@/shared/api/events';
import type { Conversation, Me } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { Room } from '@/shared/mirror/room';
import { Timeline } from '@/shared/timeline/timeline';
import { message, messages } from './messages';

const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

describe('how far the others have read', () => {
  let state: Cell<ConnectionState>;
  let hear: (event: ServerEvent) => void;
  let upTo: Cell<ReadUpTo>;
  let asked: number;
  let members: { user: { id: string }; read_seq: number | null }[] | null;
  let readBy: ReadBy;
  let timeline: Timeline;

  async function open(more: Partial<Conversation> = {}): Promise<void> {
    const page = { messages: messages(1, 5), has_more_before: false, has_more_after: false };
    timeline = new Timeline('den', 'ana', () => Promise.resolve(page));
    timeline.reset(5, 5);
    await timeline.load({});
    const conversation = {
      id: 'den',
      kind: 'group',
      members_count: 3,
      last_seq: 5,
      rev: 5,
      ...more,
    } as Conversation;
    const room = new Room(timeline, 'ana', conversation, {} as Me, 1);
    const connection = {
      state,
      listen: (listener: (event: ServerEvent) => void) => {
        hear = listener;
        return () => undefined;
      },
    };
    const loadMembers = () => {
      asked += 1;
      return members ? Promise.resolve(members as never) : Promise.reject(new Error('offline'));
    };
    readBy = new ReadBy({ room, connection, user_id: 'ana', loadMembers }, upTo);
    readBy.start();
    await settled();
  }

  beforeEach(() => {
    state = new Cell<ConnectionState>({ name: 'online' });
    upTo = new Cell<ReadUpTo>(new Map());
    asked = 0;
    members = [
      { user: { id: 'ana' }, read_seq: 5 },
      { user: { id: 'cleo' }, read_seq: 2 },
      { user: { id: 'dan' }, read_seq: 0 },
    ];
  });
  afterEach(() => readBy.stop());

  const held = () => Object.fromEntries(upTo.get());

  it('is asked when one comes, and leaves oneself out', async () => {
    await open();
    expect(held()).toEqual({ cleo: 2, dan: 0 });
  });

  it('is told, only forwards, and only of those who are in it', async () => {
    await open();
    const payload = { conversation_id: 'den', user_id: 'cleo', seq: 4 };
    hear({ name: 'conversation:read', payload });
    hear({ name: 'conversation:read', payload: { ...payload, seq: 3 } });
    hear({ name: 'conversation:read', payload: { ...payload, conversation_id: 'other', seq: 5 } });
    hear({ name: 'conversation:read', payload: { ...payload, user_id: 'eve' } });
    expect(held()).toEqual({ cleo: 4, dan: 0 });
  });

  it('moves with what they write themselves', async () => {
    await open();
    timeline.catchUp(6, [message(6, 6, { sender_id: 'dan' })]);
    expect(held()).toEqual({ cleo: 2, dan: 6 });
  });

  it('is asked again after a lost connection, and keeps what is newer', async () => {
    await open();
    const payload = { conversation_id: 'den', user_id: 'cleo', seq: 4 };
    hear({ name: 'conversation:read', payload });
    state.set({ name: 'offline', since: 0 } as ConnectionState);
    members = null;
    state.set({ name: 'online' });
    await settled();
    expect(held()).toEqual({ cleo: 4, dan: 0 });
    members = [
      { user: { id: 'cleo' }, read_seq: 3 },
      { user: { id: 'dan' }, read_seq: 5 },
    ];
    state.set({ name: 'online' });
    await settled();
    expect(held()).toEqual({ cleo: 4, dan: 5 });
  });

  it('is nobody’s to know where they are many', async () => {
    await open({ members_count: 51 });
    expect(asked).toBe(0);
    await open({ kind: 'channel' });
    expect(asked).toBe(0);
    members = [{ user: { id: 'cleo' }, read_seq: null }];
    await open();
    expect(held()).toEqual({});
  });
});

describe('who has read stands', () => {
  const rows = [1, 2, 4].map((seq) => ({ id: `m${seq}`, message: { seq } }) as Row);
  const at = (isNewest: boolean, ...reads: [string, number][]) =>
    Object.fromEntries(readersOf(rows, new Map(reads), isNewest));

  it('at the last that they have read, also where that itself is not shown', () => {
    expect(at(true, ['ben', 1], ['cleo', 3], ['dan', 4])).toEqual({
      m1: 'ben',
      m2: 'cleo',
      m4: 'dan',
    });
    expect(at(true, ['ben', 2], ['cleo', 2])).toEqual({ m2: 'ben,cleo' });
  });

  it('nowhere where they are before, or beyond what is loaded', () => {
    expect(at(false, ['ben', 0], ['cleo', 9], ['dan', 4])).toEqual({ m4: 'dan' });
    expect(at(true, ['cleo', 9])).toEqual({ m4: 'cleo' });
  });
});
