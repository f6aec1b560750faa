import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { UnansweredError } from '@/shared/api/errors';
import type { NotifyPreferences } from '@/shared/api/wire';
import { Cell } from '@/shared/cell';
import type { ConnectionState } from '@/shared/connection/connection';
import { followPreferences } from '@/shared/notify/follow-preferences';

const of = (notify: NotifyPreferences['notify']): NotifyPreferences => {
  return { notify, show_text: true, quiet_hours: null, ttl_seconds: 86_400 };
};

let connection: Cell<ConnectionState>;
let preferences: Cell<NotifyPreferences | null>;
let ask: ReturnType<typeof vi.fn<() => Promise<NotifyPreferences>>>;
let end: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  connection = new Cell<ConnectionState>({ name: 'connecting' });
  preferences = new Cell<NotifyPreferences | null>(null);
  ask = vi.fn(() => Promise.resolve(of('all')));
  end = followPreferences(connection, ask, preferences);
});
afterEach(() => {
  end();
  vi.useRealTimers();
});

it('asks with every connection, and keeps what it knew meanwhile', async () => {
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).not.toHaveBeenCalled();
  connection.set({ name: 'online' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(ask).toHaveBeenCalledOnce();
  connection.set({ name: 'offline', since: 0 });
  ask.mockRejectedValue(new UnansweredError());
  connection.set({ name: 'online' });
  await vi.advanceTimersByTimeAsync(500);
  expect(preferences.get()).toEqual(of('all'));
});

it('asks again where it was not answered, and no more once it is over', async () => {
  ask.mockRejectedValueOnce(new UnansweredError());
  connection.set({ name: 'online' });
  await vi.advanceTimersByTimeAsync(0);
  expect(preferences.get()).toBeNull();
  await vi.advanceTimersByTimeAsync(2_000);
  expect(preferences.get()).toEqual(of('all'));
  ask.mockRejectedValue(new UnansweredError());
  connection.set({ name: 'offline', since: 0 });
  connection.set({ name: 'online' });
  await vi.advanceTimersByTimeAsync(0);
  end();
  const asked = ask.mock.calls.length;
  await vi.advanceTimersByTimeAsync(600_000);
  expect(ask).toHaveBeenCalledTimes(asked);
});

it('takes no answer for the one of a later connection', async () => {
  let answer: (held: NotifyPreferences) => void = () => undefined;
  ask.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
  connection.set({ name: 'online' });
  connection.set({ name: 'offline', since: 0 });
  connection.set({ name: 'online' });
  await vi.advanceTimersByTimeAsync(0);
  answer(of('none'));
  await vi.advanceTimersByTimeAsync(0);
  expect(preferences.get()).toEqual(of('all'));
});
