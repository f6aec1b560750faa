import { beforeEach, expect, it, vi } from 'vitest';
import { keepLater } from '@/app/keep-later';
import { Cell } from '@/shared/cell';
import { noteLastPerson } from '@/shared/session/last-person';
import type { SessionState } from '@/shared/session/session-state';

const began = vi.fn();
vi.mock('@/app/keep', () => ({
  Keep: class {
    constructor() {
      began();
    }
  },
}));

beforeEach(() => {
  began.mockClear();
  vi.useFakeTimers();
  return () => vi.useRealTimers();
});

it.each([
  ['waits for the door where nobody was here', null, 0],
  ['lets go at once where somebody was', 'anna', 1],
])('what a device keeps %s', async (_what, person, times) => {
  noteLastPerson(person);
  const session = new Cell<SessionState>({ name: 'starting' });
  keepLater(session, new Cell(null));
  session.set({ name: 'out' });
  await vi.advanceTimersByTimeAsync(1_000);
  await vi.dynamicImportSettled();
  expect(began).toHaveBeenCalledTimes(times);
  await vi.advanceTimersByTimeAsync(3_000);
  await vi.dynamicImportSettled();
  expect(began).toHaveBeenCalledTimes(1);
});
