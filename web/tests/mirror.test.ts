import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { SyncAnswer, SyncAsked } from '@/shared/api/events';
import type { Conversation, Me } from '@/shared/api/wire';
import { Mirror } from '@/shared/mirror/mirror';
import { message } from './messages';

const conversation = (id: string, rev: number, more: Partial<Conversation> = {}): Conversation => ({
  id,
  kind: 'group',
  title: `${id} at ${rev}`,
  members_count: 2,
  last_seq: rev,
  rev,
  last_message: message(rev, rev),
  created_at: '2026-01-01T00:00:00.000Z',
  ...more,
});

const me = (read_seq: number, last_seq = 10): Me => ({
  role: 'member',
  read_seq,
  unread: last_seq - read_seq,
  mentions: 0,
  notify: 'all',
  joined_at: '2026-01-01T00:00:00.000Z',
  last_seq,
});

const entry = (
  id: string,
  rev: number,
  more: Partial<SyncAnswer['conversations'][number]> = {},
) => ({
  conversation: conversation(id, rev),
  me: me(0, rev),
  rev,
  messages: [],
  reset: false,
  ...more,
});

const answer = (me_rev: number, more: Partial<SyncAnswer> = {}): SyncAnswer => ({
  me_rev,
  me: [],
  gone: [],
  conversations: [],
  has_more: false,
  ...more,
});

describe('a mirror', () => {
  let mirror: Mirror;
  let asked: SyncAsked[];
  let answers: (SyncAnswer | (() => SyncAnswer))[];
  const onGap = vi.fn();
  const onSeen = vi.fn();

  beforeEach(async () => {
    vi.clearAllMocks();
    asked = [];
    const sync = (question: SyncAsked): Promise<SyncAnswer> => {
      asked.push(question);
      const next = answers.shift();
      return Promise.resolve(typeof next === 'function' ? next() : (next ?? answer(0)));
    };
    const loadPage = vi.fn();
    mirror = new Mirror({ user_id: 'ana', sync, loadPage, onGap, onSeen });
    answers = [answer(5, { conversations: [entry('den', 10), entry('attic', 10)] })];
    await mirror.sync();
  });

  const ids = () => mirror.views.get().map((it) => it.conversation.id);
  const view = (id = 'den') => mirror.room(id)?.view.get();
  const changed = (me_rev: number, id: string, mine: Me | null, more = {}) =>
    mirror.hear({
      name: 'conversation:me',
      payload: { me_rev, conversation_id: id, me: mine, ...more },
    });

  it('knows nothing before it has asked, and then asks for what followed', async () => {
    const fresh = new Mirror({
      user_id: 'ana',
      sync: () => Promise.reject(new Error('offline')),
      loadPage: vi.fn(),
      onGap,
      onSeen,
    });
    await expect(fresh.sync()).rejects.toThrow('offline');
    expect(fresh.isKnown.get()).toBe(false);
    await mirror.sync();
    expect(mirror.isKnown.get()).toBe(true);
    expect(asked).toEqual([{ heads: {} }, { me_rev: 5, heads: { den: 10, attic: 10 } }]);
  });

  it('asks on while there is more, with what it has by then', async () => {
    const more = { conversations: [entry('den', 12)], has_more: true };
    answers = [answer(5, more), answer(7)];
    await mirror.sync();
    expect(asked.slice(1)).toEqual([
      { me_rev: 5, heads: { den: 10, attic: 10 } },
      { me_rev: 5, heads: { den: 12, attic: 10 } },
    ]);
  });

  it('notices what it missed of a conversation, of itself, and of what it does not know', () => {
    const change = { conversation_id: 'den', messages: [message(12, 12)] };
    mirror.hear({ name: 'message:changed', payload: { ...change, after_rev: 11, rev: 12 } });
    expect(onGap).toHaveBeenCalledTimes(1);
    changed(7, 'attic', me(10));
    expect(onGap).toHaveBeenCalledTimes(2);
    const unknown = { ...change, conversation_id: 'yard', after_rev: 0, rev: 1 };
    mirror.hear({ name: 'message:changed', payload: unknown });
    expect(onGap).toHaveBeenCalledTimes(3);
    expect(onSeen).toHaveBeenCalledWith(change.messages);
    expect(view('attic')?.me.read_seq).toBe(0);
  });

  it('does not ask once more for what it is told while it asks, and what joins the answer', async () => {
    const told = (after_rev: number) => {
      const rev = after_rev + 1;
      const payload = { conversation_id: 'den', after_rev, rev, messages: [message(rev, rev)] };
      mirror.hear({ name: 'message:changed', payload });
    };
    answers = [answer(6, { conversations: [entry('den', 12)] })];
    const asking = mirror.sync();
    told(12);
    told(13);
    changed(7, 'attic', me(4));
    await asking;
    expect(onGap).not.toHaveBeenCalled();
    expect(mirror.room('den')?.timeline.rev).toBe(14);
    expect(view('attic')?.me.read_seq).toBe(4);
    answers = [answer(7, { conversations: [entry('den', 18)] })];
    const again = mirror.sync();
    told(20);
    await again;
    expect(onGap).toHaveBeenCalledOnce();
    expect(mirror.room('den')?.timeline.rev).toBe(18);
  });

  it('counts what is new, and shows it as the last message', () => {
    const payload = { conversation_id: 'den', after_rev: 10, rev: 11, messages: [message(11, 11)] };
    mirror.hear({ name: 'message:changed', payload });
    expect(view()).toMatchObject({
      conversation: { rev: 11, last_seq: 11, last_message: { seq: 11 } },
      me: { unread: 11 },
    });
    expect(onGap).not.toHaveBeenCalled();
  });

  it('takes a conversation with what joins, but never an older last message', () => {
    const changed = { conversation_id: 'den', after_rev: 10, rev: 11 };
    const older = { ...conversation('den', 11), last_seq: 10, last_message: message(10, 10) };
    const payload = { ...changed, messages: [message(11, 11)], conversation: older };
    mirror.hear({ name: 'message:changed', payload });
    expect(view()?.conversation).toMatchObject({
      title: 'den at 11',
      last_seq: 11,
      last_message: { seq: 11 },
    });
    const known = { ...conversation('den', 10), after_rev: 9 };
    mirror.hear({ name: 'conversation:changed', payload: known });
    expect(view()?.conversation.title).toBe('den at 11');
    expect(onGap).not.toHaveBeenCalled();
  });

  it('shows nothing of what it cannot join, so that what is kept is of one moment', () => {
    const before = view();
    const renamed = { after_rev: 11, rev: 12, conversation: conversation('den', 12) };
    const payload = { conversation_id: 'den', messages: [message(12, 12)], ...renamed };
    mirror.hear({ name: 'message:changed', payload });
    mirror.hear({
      name: 'conversation:changed',
      payload: { ...renamed.conversation, after_rev: 11 },
    });
    expect(view()).toEqual(before);
    expect(onGap).toHaveBeenCalledTimes(2);
  });

  it('comes and goes with its person', () => {
    changed(6, 'den', null);
    expect(ids()).toEqual(['attic']);
    changed(7, 'den', me(3), { conversation: conversation('den', 14) });
    expect(ids()).toEqual(['attic', 'den']);
    changed(7, 'den', null);
    expect(ids()).toEqual(['attic', 'den']);
  });

  describe('while an answer is on its way', () => {
    it('does not take back a conversation that was left meanwhile', async () => {
      answers = [
        () => {
          changed(6, 'den', null);
          return answer(5, { conversations: [entry('den', 12)] });
        },
      ];
      await mirror.sync();
      expect(ids()).toEqual(['attic']);
    });

    it('does not leave a conversation that was entered meanwhile', async () => {
      changed(6, 'den', null);
      answers = [
        () => {
          changed(7, 'den', me(3), { conversation: conversation('den', 14) });
          return answer(6, { gone: ['den'] });
        },
      ];
      await mirror.sync();
      expect(ids()).toEqual(['attic', 'den']);
    });

    it('holds nothing that it has no messages of for complete', async () => {
      // Entered while the question, which did not name it, was on its way.
      answers = [
        () => {
          changed(6, 'yard', me(10), { conversation: conversation('yard', 10) });
          return answer(5, { conversations: [entry('yard', 12)], has_more: true });
        },
        answer(6, { me: [{ conversation_id: 'yard', ...me(10, 12) }] }),
      ];
      await mirror.sync();
      expect(asked.map((it) => it.me_rev)).toEqual([undefined, 5, 5]);
      expect(asked[2]?.heads['yard']).toBe(12);
      expect(mirror.room('yard')?.timeline.ranges.get()).toEqual([]);
      expect(view('yard')).toMatchObject({ conversation: { last_seq: 12 }, me: { unread: 2 } });
    });

    it('counts what it has no messages of, though the rest of the answer never comes', async () => {
      answers = [
        () => {
          changed(6, 'den', me(10));
          const reset = { me: me(10, 12), reset: true };
          return answer(5, { conversations: [entry('den', 12, reset)], has_more: true });
        },
        () => {
          throw new Error('offline');
        },
        answer(6),
      ];
      await expect(mirror.sync()).rejects.toThrow('offline');
      await mirror.sync();
      expect(view()).toMatchObject({ conversation: { last_seq: 12 }, me: { unread: 2 } });
    });

    it('keeps a count that was made later than the one that comes after it', async () => {
      // A part of an answer is as old as its question may be, and yet newer than what is told next.
      const more = { conversations: [entry('yard', 12, { me: me(11, 12) })], has_more: true };
      const last = (): SyncAnswer => {
        changed(6, 'yard', me(11, 11), { conversation: conversation('yard', 11) });
        return answer(6);
      };
      answers = [answer(5, more), last];
      await mirror.sync();
      expect(view('yard')?.me).toMatchObject({ read_seq: 11, unread: 1 });
    });

    it('keeps what is newer of oneself', async () => {
      answers = [
        () => {
          changed(6, 'den', me(9));
          const { conversation_id, ...stale } = { conversation_id: 'den', ...me(2) };
          return answer(5, {
            me: [{ conversation_id, ...stale }],
            conversations: [entry('den', 11, { me: me(2) })],
          });
        },
      ];
      await mirror.sync();
      expect(view()?.me.read_seq).toBe(9);
      changed(7, 'den', me(10));
      expect(onGap).not.toHaveBeenCalled();
    });
  });

  it('asks again where it is told of its part in something that it does not know', async () => {
    answers = [answer(6, { me: [{ conversation_id: 'yard', ...me(1) }] })];
    await mirror.sync();
    expect(onGap).toHaveBeenCalledTimes(1);
  });

  it('goes back with a server whose backup was restored', async () => {
    answers = [
      answer(2, {
        me: [{ conversation_id: 'den', ...me(1, 4) }],
        gone: ['attic'],
        conversations: [entry('den', 4, { reset: true, me: me(1, 4) })],
      }),
    ];
    await mirror.sync();
    expect(ids()).toEqual(['den']);
    expect(view()).toMatchObject({ conversation: { rev: 4, last_seq: 4 }, me: { read_seq: 1 } });
    changed(3, 'den', me(4, 4));
    expect(view()?.me.read_seq).toBe(4);
  });
});
