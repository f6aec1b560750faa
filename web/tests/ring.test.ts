import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Me, Message, NotifyPreferences, User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { Say } from '@/shared/i18n/i18n';
import type { RoomView } from '@/shared/mirror/room';
import { Ring, type Way } from '@/shared/notify/ring';
import { wordsOf } from '@/shared/notify/show-message';
import { isQuiet, wantedCount } from '@/shared/notify/wants';
import type { Attention } from '@/shared/reading/attention';
import { message } from './messages';

const NOON = new Date('2026-01-01T12:00:00Z');
const ALL: NotifyPreferences = {
  notify: 'all',
  show_text: true,
  quiet_hours: null,
  ttl_seconds: 86_400,
};

beforeEach(() => void vi.useFakeTimers({ now: NOON }));
afterEach(() => void vi.useRealTimers());

/** The tabs of one browser: they claim in one place. */
class Browser {
  readonly claimed = new Set<string>();
  way: Way = 'heard';

  opens(): Tab {
    return new Tab(this);
  }
}

class Tab {
  readonly views = new Cell<readonly RoomView[]>([]);
  readonly isKnown = new Cell(true);
  readonly attention = new Cell<Attention>('away');
  readonly preferences = new Cell<NotifyPreferences | null>(ALL);
  readonly shown: string[] = [];
  open: string | null = null;
  sounds = 0;
  readonly ring: Ring;
  #seqs: Record<string, number> = {};

  constructor(browser: Browser) {
    this.ring = new Ring({
      mirror: { views: this.views, isKnown: this.isKnown },
      attention: this.attention,
      isOpen: (id) => this.open === id,
      preferences: this.preferences,
      way: () => browser.way,
      claim: (what) => {
        const isFirst = !browser.claimed.has(what);
        browser.claimed.add(what);
        return Promise.resolve(isFirst);
      },
      show: ({ conversation }) => this.shown.push(conversation.id),
      sound: () => {
        this.sounds += 1;
      },
    });
  }

  /** The conversation has so much unread, one message more or none. */
  async hears(id: string, me: Partial<Me>, isNew = true): Promise<void> {
    const seq = (this.#seqs[id] ?? 0) + (isNew ? 1 : 0);
    this.#seqs[id] = seq;
    const others = this.views.get().filter(({ conversation }) => conversation.id !== id);
    this.views.set([...others, view(id, seq, me)]);
    await vi.advanceTimersByTimeAsync(1_000);
  }

  get told(): { shown: string[]; sounds: number } {
    return { shown: this.shown, sounds: this.sounds };
  }
}

function view(id: string, last_seq: number, me: Partial<Me>, kind = 'channel'): RoomView {
  const held = { notify: 'all', unread: 0, mentions: 0, muted_until: null, ...me };
  return { conversation: { id, last_seq, kind }, me: held } as unknown as RoomView;
}

describe('what is new', () => {
  it('is heard, and what was there before is not', async () => {
    const tab = new Browser().opens();
    tab.isKnown.set(false);
    await tab.hears('garden', { unread: 4 });
    tab.isKnown.set(true);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(tab.told).toEqual({ shown: [], sounds: 0 });
    await tab.hears('garden', { unread: 5 });
    expect(tab.told).toEqual({ shown: [], sounds: 1 });
    // In a conversation that is new itself.
    await tab.hears('pond', { unread: 1 });
    expect(tab.sounds).toBe(2);
  });

  it('is shown where that is allowed, and left to the push where there is one', async () => {
    const browser = new Browser();
    const tab = browser.opens();
    await tab.hears('garden', {});
    browser.way = 'shown';
    await tab.hears('garden', { unread: 1 });
    expect(tab.told).toEqual({ shown: ['garden'], sounds: 0 });
    browser.way = 'pushed';
    await tab.hears('garden', { unread: 2 });
    expect(tab.told).toEqual({ shown: ['garden'], sounds: 0 });
  });

  it('is neither where it is one’s own, an edit, or read elsewhere', async () => {
    const tab = new Browser().opens();
    await tab.hears('garden', { unread: 2 });
    // Sending reads all before it.
    await tab.hears('garden', { unread: 0 });
    await tab.hears('garden', { unread: 0 }, false);
    await tab.hears('garden', { unread: 1 }, false);
    expect(tab.told).toEqual({ shown: [], sounds: 0 });
  });

  it('is neither where one sees it, and heard where the eyes may be elsewhere', async () => {
    const browser = new Browser();
    browser.way = 'shown';
    const tab = browser.opens();
    tab.open = 'garden';
    tab.attention.set('here');
    await tab.hears('garden', {});
    await tab.hears('garden', { unread: 1 });
    expect(tab.told).toEqual({ shown: [], sounds: 0 });
    tab.attention.set('visible');
    await tab.hears('garden', { unread: 2 });
    expect(tab.told).toEqual({ shown: [], sounds: 1 });
    await tab.hears('pond', { unread: 1 });
    expect(tab.told).toEqual({ shown: ['pond'], sounds: 1 });
  });

  it('is told by one of several tabs, and by none where one of them shows it', async () => {
    const browser = new Browser();
    const [one, other] = [browser.opens(), browser.opens()];
    const both = async (me: Partial<Me>): Promise<void> => {
      await Promise.all([one.hears('garden', me), other.hears('garden', me)]);
    };
    await both({});
    await both({ unread: 1 });
    expect(one.sounds + other.sounds).toBe(1);
    other.open = 'garden';
    other.attention.set('here');
    await both({ unread: 2 });
    expect(one.sounds + other.sounds).toBe(1);
  });

  it('is not told in quiet hours, nor when one is out', async () => {
    const tab = new Browser().opens();
    await tab.hears('garden', {});
    const quiet_hours = { from: '11:00', to: '13:00', time_zone: 'UTC' };
    tab.preferences.set({ ...ALL, quiet_hours });
    await tab.hears('garden', { unread: 1 });
    tab.preferences.set(ALL);
    await tab.hears('garden', { unread: 2 });
    expect(tab.sounds).toBe(1);
    tab.ring.stop();
    await tab.hears('garden', { unread: 3 });
    expect(tab.sounds).toBe(1);
  });

  it('is not told before it is known what is wanted, nor then', async () => {
    const tab = new Browser().opens();
    tab.preferences.set(null);
    await tab.hears('garden', {});
    await tab.hears('garden', { unread: 1 });
    tab.preferences.set(ALL);
    await tab.hears('garden', { unread: 1 }, false);
    expect(tab.sounds).toBe(0);
    await tab.hears('garden', { unread: 2 });
    expect(tab.sounds).toBe(1);
  });

  it('is not what becomes wanted by another choice', async () => {
    const tab = new Browser().opens();
    tab.preferences.set({ ...ALL, notify: 'none' });
    await tab.hears('garden', {});
    await tab.hears('garden', { unread: 1 });
    tab.preferences.set(ALL);
    await tab.hears('garden', { unread: 1 }, false);
    expect(tab.sounds).toBe(0);
  });
});

describe('what one wants to be told of', () => {
  const count = (me: Partial<Me>, notify: NotifyPreferences['notify'] | null, kind?: string) => {
    const held = notify === null ? null : { ...ALL, notify };
    return wantedCount(view('garden', 1, { unread: 3, mentions: 1, ...me }, kind), held, NOON);
  };

  it('is what both the conversation and the whole allow', () => {
    expect(count({}, null)).toBe(0);
    expect(count({}, null, 'direct')).toBe(0);
    expect(count({}, 'all')).toBe(3);
    expect(count({}, 'mentions')).toBe(1);
    expect(count({}, 'mentions', 'direct')).toBe(3);
    expect(count({ notify: 'mentions' }, 'all')).toBe(1);
    expect(count({ notify: 'mentions' }, 'mentions', 'direct')).toBe(1);
    expect(count({ notify: 'none' }, 'all')).toBe(0);
    expect(count({}, 'none', 'direct')).toBe(0);
    expect(count({ muted_until: '2026-01-01T12:00:01Z' }, 'all')).toBe(0);
    expect(count({ muted_until: '2026-01-01T12:00:00Z' }, 'all')).toBe(3);
  });

  it('is nothing in quiet hours, by the clock of their place', () => {
    const quiet = (from: string, to: string, zone: string, at: string) =>
      isQuiet({ from, to, time_zone: zone }, new Date(at));
    const night = ['22:00', '07:00', 'Europe/Zurich'] as const;
    // As `src/notification/quiet.rs` has it.
    expect(quiet(...night, '2026-07-01T19:59:59Z')).toBe(false);
    expect(quiet(...night, '2026-07-01T20:00:00Z')).toBe(true);
    expect(quiet(...night, '2026-07-02T04:59:59Z')).toBe(true);
    expect(quiet(...night, '2026-07-02T05:00:00Z')).toBe(false);
    expect(quiet(...night, '2026-01-01T20:59:59Z')).toBe(false);
    expect(quiet('12:00', '13:30', 'UTC', '2026-07-01T13:30:00Z')).toBe(false);
    expect(quiet('00:00', '00:00', 'UTC', '2026-07-01T00:00:00Z')).toBe(true);
    expect(quiet('08:00', '08:00', 'UTC', '2026-07-01T03:00:00Z')).toBe(true);
    expect(quiet('00:00', '23:59', 'Mars/Olympus', '2026-07-01T03:00:00Z')).toBe(false);
  });
});

describe('the words of a notification', () => {
  const say: Say = (name, values) => [name, ...Object.values(values ?? {})].join(' ');
  const last = message(7, 7, { body: 'Lentils?' });
  const told = (more: object, ben: User | null, withText = true, last_message: Message = last) => {
    const { conversation } = view('den', 7, {});
    const people = { person: () => new Cell(ben) };
    return wordsOf(
      { conversation: { ...conversation, last_message, ...more } },
      withText,
      people,
      say,
    );
  };
  const BEN = { id: 'ben', display_name: 'Ben' } as User;

  it('say who said what, and where', async () => {
    expect(await told({ kind: 'direct' }, BEN)).toEqual({ title: 'Ben', body: 'Lentils?' });
    const garden = await told({ title: 'Garden' }, BEN);
    expect(garden).toEqual({ title: 'ring.in Ben Garden', body: 'Lentils?' });
    expect((await told({ kind: 'group', title: null }, BEN)).title).toBe('Ben');
  });

  it('say nothing of it where that is wished', async () => {
    const hint = await told({ title: 'Garden' }, BEN, false);
    expect(hint).toEqual({ title: 'Snug', body: 'ring.hint' });
  });

  it('do without a name where that isn’t known in time', async () => {
    const waiting = told({ kind: 'direct' }, null);
    await vi.advanceTimersByTimeAsync(2_000);
    expect((await waiting).title).toBe('Snug');
  });
});
