import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { trayOf } from '@/features/conversation/composer/tray';
import type { User } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import { followSession } from '@/shared/messenger/follow-session';
import { Messenger } from '@/shared/messenger/messenger';
import type { Attention } from '@/shared/reading/attention';
import type { SessionState } from '@/shared/session/session-state';
import { memoryDrafts } from './model/memory-drafts';
import { memoryEntries } from './model/memory-entries';
import { memoryUploads } from './model/memory-uploads';
import { NO_FAULTS } from './model/model-line';
import { ModelServer } from './model/model-server';

const user = (id: string): User => ({
  id,
  username: id,
  display_name: id,
  role: 'member',
  disabled: false,
  updated_at: '2026-01-01T00:00:00.000Z',
});

describe('a messenger', () => {
  let server: ModelServer;
  let session: Cell<SessionState>;
  let opened: string[];
  /** Whether the session's token is taken. */
  let isGood: boolean;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
    server = new ModelServer(() => 0.5);
    server.enter('den', 'ana');
    session = new Cell<SessionState>({ name: 'starting' });
    opened = [];
    isGood = true;
  });
  afterEach(() => void vi.useRealTimers());

  function follow(): Cell<Messenger | null> {
    return followSession(session, (user_id) => {
      opened.push(user_id);
      return new Messenger({
        user_id,
        credentials: {
          token: () => Promise.resolve(isGood ? `${user_id}/0` : null),
          renew: () => Promise.resolve(null),
        },
        dial: server.dial(),
        loadPage: (id, place) => server.page(user_id, id, place),
        loadUsers: () => Promise.resolve([]),
        entries: memoryEntries(),
        drafts: memoryDrafts(),
        uploads: memoryUploads(),
        attention: new Cell<Attention>('here'),
      });
    });
  }

  it('lives from logging in to logging out', async () => {
    const messenger = follow();
    expect(messenger.get()).toBeNull();
    session.set({ name: 'in', user: user('ana') });
    const first = messenger.get();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(first?.mirror.room('den')).toBeDefined();
    session.set({ name: 'in', user: { ...user('ana'), display_name: 'Ana' } });
    expect(messenger.get()).toBe(first);
    session.set({ name: 'out' });
    expect(messenger.get()).toBeNull();
    session.set({ name: 'in', user: user('ben') });
    expect(opened).toEqual(['ana', 'ben']);
  });

  it('keeps what was written while a session has ended, and goes on in place', async () => {
    session.set({ name: 'in', user: user('ana') });
    const messenger = follow();
    const first = messenger.get();
    await vi.advanceTimersByTimeAsync(1_000);
    isGood = false;
    session.set({ name: 'expired', user: user('ana') });
    server.cut('ana');
    await vi.advanceTimersByTimeAsync(5_000);
    expect(first?.connection.state.get().name).toBe('refused');
    first?.outbox.add({ kind: 'send', conversation_id: 'den', id: 'm', body: 'in between' });
    await vi.advanceTimersByTimeAsync(5_000);
    isGood = true;
    session.set({ name: 'in', user: user('ana') });
    await vi.advanceTimersByTimeAsync(5_000);
    expect(messenger.get()).toBe(first);
    expect(server.truth('ana', 'den').messages.at(-1)?.body).toBe('in between');
    expect(first?.outbox.entries.get()).toEqual([]);
  });

  /** One whose every question is noted. */
  function listened(): { asked: string[]; messenger: Messenger } {
    const asked: string[] = [];
    const dial = server.dial();
    const messenger = new Messenger({
      user_id: 'ana',
      credentials: server.credentials('ana'),
      dial: (token, listener) => {
        const line = dial(token, listener);
        const ask = (event: string, payload: unknown, timeout_ms: number) => {
          asked.push(event);
          return line.ask(event, payload, timeout_ms);
        };
        return { ...line, ask };
      },
      loadPage: (id, place) => server.page('ana', id, place),
      loadUsers: () => Promise.resolve([]),
      entries: memoryEntries(),
      drafts: memoryDrafts(),
      uploads: memoryUploads(),
      attention: new Cell<Attention>('here'),
    });
    return { asked, messenger };
  }

  it('asks what it missed before it sends what was left', async () => {
    const { asked, messenger } = listened();
    messenger.outbox.add({ kind: 'send', conversation_id: 'den', id: 'm', body: 'hello' });
    await messenger.start();
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual(['sync', 'message:send']);
    messenger.stop();
  });

  it('asks once more in each window, however often everybody is told to while it is asking', async () => {
    const windows = [listened(), listened()];
    await Promise.all(windows.map(({ messenger }) => messenger.start()));
    await vi.advanceTimersByTimeAsync(1_000);
    for (const { asked } of windows) expect(asked).toEqual(['sync']);
    // What is told of it is lost: only asking tells.
    server.faults = { ...NO_FAULTS, drop: 1 };
    server.change('ana', { kind: 'send', conversation_id: 'den', id: 'm', body: 'unheard' });
    server.faults = NO_FAULTS;
    for (const { messenger } of windows) messenger.wake();
    for (let times = 0; times < 5; times += 1) server.requireSync();
    await vi.advanceTimersByTimeAsync(60_000);
    for (const { asked, messenger } of windows) {
      expect(asked).toEqual(['sync', 'sync', 'sync']);
      expect(messenger.mirror.room('den')?.timeline.newest).toBe(2);
      messenger.stop();
    }
  });

  it('shows what another window is sending as sent, and its files not as to be sent', async () => {
    const shared = { entries: memoryEntries(), uploads: memoryUploads() };
    const window = () =>
      new Messenger({
        user_id: 'ana',
        credentials: server.credentials('ana'),
        dial: server.dial(),
        loadPage: (id, place) => server.page('ana', id, place),
        loadUsers: () => Promise.resolve([]),
        drafts: memoryDrafts(),
        attention: new Cell<Attention>('here'),
        ...shared,
      });
    const [one, other] = [window(), window()];
    await Promise.all([one.start(), other.start()]);
    const [file] = one.uploads.add('den', [new File(['x'], 'a')], 100);
    const uploads = [file?.id ?? ''];
    one.outbox.add({ kind: 'send', conversation_id: 'den', id: 'm', body: '', uploads });
    await vi.advanceTimersByTimeAsync(1_000);
    other.look();
    await vi.advanceTimersByTimeAsync(0);
    expect(other.uploads.all.get()).toHaveLength(1);
    expect(trayOf(other, 'den')).toEqual([]);
    one.stop();
    other.stop();
  });
});
