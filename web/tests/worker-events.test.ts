import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type DeviceFacts, keepDeviceFact } from '@/shared/storage/device-database';
import { openUserDatabase } from '@/shared/storage/user-database';
import { ModelWorker } from './model/model-worker';

const ANA = { id: 'ana', username: 'ana', updated_at: '2026-01-01T00:00:00.000Z' };
const keys = { p256dh: 'BCVx', auth: 'BTBZ' };
const NEW = { toJSON: () => ({ endpoint: 'https://push.example/new', keys }) };

let worker: ModelWorker;

beforeEach(() => {
  worker = new ModelWorker();
  worker.answers = {
    'POST /api/auth/refresh': () => ({ access_token: 'token', expires_in: 900, user: ANA }),
    'GET /api/push/key': () => ({ public_key: 'key' }),
    'POST /api/push/subscriptions': () => ({ id: 'one' }),
  };
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function know(facts: Partial<DeviceFacts>): Promise<void> {
  for (const [name, value] of Object.entries(facts)) {
    await keepDeviceFact(name as keyof DeviceFacts, value);
  }
}

describe('another subscription of the browser’s', () => {
  it('is told to the server for the person who turned pushes on', async () => {
    await know({ person: 'ana', push: 'ana' });
    await worker.happens('pushsubscriptionchange', { newSubscription: NEW });
    expect(worker.asked).toContain('POST /api/push/subscriptions');
    worker.subscribe.mockResolvedValue(NEW);
    await worker.happens('pushsubscriptionchange', {});
    expect(worker.subscribe).toHaveBeenCalledOnce();
  });

  it('is told to nobody where they were turned off, or on by somebody else', async () => {
    for (const push of ['', 'ben']) {
      await know({ person: 'ana', push });
      await worker.happens('pushsubscriptionchange', { newSubscription: NEW });
      await worker.happens('pushsubscriptionchange', {});
    }
    expect(worker.asked).toEqual([]);
    expect(worker.subscribe).not.toHaveBeenCalled();
  });
});

const NOON = '2026-01-01T12:00:00.000Z';
const DAY_MS = 24 * 3_600_000;

const pushed = (seq: number, more: object = {}) => ({
  kind: 'message',
  conversation_id: 'garden',
  seq,
  title: 'Garden',
  sender: 'Ben',
  body: `Bean ${seq}`,
  icon: null,
  unread: seq,
  badge: seq,
  at: NOON,
  high: false,
  ...more,
});

it('tells open pages what it shows, for it may have been read there', async () => {
  await know({ person: 'ana' });
  worker.isOpen = true;
  await worker.pushes(pushed(7));
  expect(worker.told).toEqual([{ type: 'shown', conversation_id: 'garden', seq: 7 }]);
});

describe.each([
  ['right', 0],
  ['a day slow', -DAY_MS],
  ['a day fast', DAY_MS],
])('a device whose clock is %s', (_, off_ms) => {
  beforeEach(async () => {
    await know({ person: 'ana', push: 'ana' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.parse(NOON) + off_ms });
  });

  it('shows what is pushed as of when it was said, the newer in place of the older', async () => {
    await worker.pushes(pushed(1));
    await worker.pushes(pushed(2));
    await worker.pushes(pushed(3, { conversation_id: 'pond' }));
    expect([...worker.shown.keys()]).toEqual(['garden', 'pond']);
    expect(worker.shown.get('garden')).toMatchObject({
      title: 'Ben in Garden · 2 unread',
      body: 'Bean 2',
      timestamp: Date.parse(NOON),
    });
    expect(worker.badge).toBe(3);
  });

  it('opens the conversation of what is pressed, and takes it away', async () => {
    await worker.pushes(pushed(7));
    const notification = worker.shown.get('garden');
    await worker.happens('notificationclick', { notification, action: '' });
    expect(worker.openWindow).toHaveBeenCalledExactlyOnceWith('/c/garden/7');
    expect(worker.shown.size).toBe(0);
  });

  it('sends what is written into it once, or keeps it for the app', async () => {
    const said: unknown[] = [];
    const send = 'POST /api/conversations/garden/messages';
    worker.answers = { ...worker.answers, [send]: (body) => said.push(body) };
    const replies = async (reply: string): Promise<void> => {
      await worker.pushes(pushed(7));
      const notification = worker.shown.get('garden');
      await worker.happens('notificationclick', { notification, action: 'reply', reply });
    };
    await replies('Good.');
    expect(said).toMatchObject([{ body: 'Good.' }]);
    worker.answers = {};
    await replies('Later.');
    expect(worker.shown.get('garden')?.body).toMatch(/^Not sent yet: “Later.”/);
    const database = await openUserDatabase('ana');
    const left = (await database.getAll('outbox')).map(({ change, state }) => ({
      ...change,
      state,
    }));
    await database.clear('outbox');
    database.close();
    expect(left).toMatchObject([{ body: 'Later.', state: 'waiting' }]);
  });
});
