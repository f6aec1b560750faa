import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { User } from '@/shared/api/wire';
import { clock } from '@/shared/clock';
import { isDeleted, People } from '@/shared/people/people';

const user = (id: string, display_name = id, updated_at = '2026-01-01T00:00:00.000Z'): User => ({
  id,
  username: id,
  display_name,
  role: 'member',
  disabled: false,
  updated_at,
});

describe('people', () => {
  /** What was asked, and how each question is answered. */
  let asked: string[][];
  let answers: { resolve: (users: User[]) => void; reject: (error: Error) => void }[];
  let people: People;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    answers = [];
    people = new People((ids) => {
      asked.push([...ids]);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    });
  });
  afterEach(() => void vi.useRealTimers());

  const settle = () => vi.advanceTimersByTimeAsync(0);
  async function answer(at: number, users: User[]): Promise<void> {
    answers[at]?.resolve(users);
    await settle();
  }

  it('are asked for together, once, and a hundred at a time', async () => {
    const ids = Array.from({ length: 120 }, (_, at) => `u${at}`);
    for (const id of [...ids, ...ids]) people.person(id);
    await settle();
    expect(asked.map((it) => it.length)).toEqual([100]);
    await answer(
      0,
      ids.slice(0, 100).map((id) => user(id)),
    );
    expect(asked[1]).toEqual(ids.slice(100));
    expect(people.person('u7').get()?.display_name).toBe('u7');
  });

  it('whom the server does not know are deleted, until it tells otherwise', async () => {
    const cell = people.person('ben');
    await settle();
    await answer(0, []);
    const nobody = cell.get();
    expect(nobody && isDeleted(nobody)).toBe(true);
    people.learn([user('ben')]);
    expect(cell.get()).toEqual(user('ben'));
  });

  it('are asked for again where that failed, later each time', async () => {
    people.person('ben');
    await settle();
    answers[0]?.reject(new Error('offline'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(2);
    answers[1]?.reject(new Error('offline'));
    await vi.advanceTimersByTimeAsync(900);
    expect(asked).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(1_100);
    expect(asked).toEqual([['ben'], ['ben'], ['ben']]);
    await answer(2, [user('ben')]);
    expect(people.person('ben').get()).toEqual(user('ben'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(3);
  });

  it('are not asked for by itself without a connection, and all at once with the next', async () => {
    people.person('ben');
    await settle();
    people.pause();
    answers[0]?.reject(new Error('offline'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(asked).toHaveLength(1);
    people.person('ben').subscribe(() => undefined);
    people.refresh();
    await settle();
    expect(asked).toEqual([['ben'], ['ben']]);
  });

  it('are refreshed where somebody looks, and the others when somebody looks again', async () => {
    people.person('ben').subscribe(() => undefined);
    people.person('cleo');
    await settle();
    await answer(0, [user('ben'), user('cleo')]);
    people.refresh();
    await settle();
    expect(asked[1]).toEqual(['ben']);
    await answer(1, [user('ben', 'Benjamin', '2026-02-01T00:00:00.000Z')]);
    expect(people.person('ben').get()?.display_name).toBe('Benjamin');
    expect(people.person('cleo').get()?.display_name).toBe('cleo');
    await settle();
    expect(asked[2]).toEqual(['cleo']);
  });

  it('are asked for once more where the connection came back during a question', async () => {
    people.person('ben').subscribe(() => undefined);
    await settle();
    people.refresh();
    await answer(0, [user('ben')]);
    expect(asked).toEqual([['ben'], ['ben']]);
  });

  it('do not go back to what was told earlier', async () => {
    const cell = people.person('ben');
    await settle();
    const newer = user('ben', 'Benjamin', '2026-02-01T00:00:00.000Z');
    people.learn([newer]);
    await answer(0, [user('ben')]);
    expect(cell.get()).toBe(newer);
  });

  it('have a status until it ends by the server, whatever the clock of this device says', () => {
    const [now, hour_ms] = [Date.now(), 3_600_000];
    const until = (ms: number) => ({ text: 'Away', until: new Date(now + ms).toISOString() });
    people.learn([{ ...user('ben'), status: until(-hour_ms / 2) }]);
    people.learn([{ ...user('cleo'), status: until(hour_ms / 2) }]);
    const status = (id: string) => people.person(id).get()?.status?.text;
    expect([status('ben'), status('cleo')]).toEqual([undefined, 'Away']);
    clock.ahead_ms.set(-hour_ms);
    expect(status('cleo')).toBeUndefined();
    clock.ahead_ms.set(hour_ms);
    people.learn([{ ...user('dan'), status: until(-hour_ms / 2) }]);
    expect(status('dan')).toBe('Away');
    vi.advanceTimersByTime(hour_ms / 2 + 1);
    expect(status('dan')).toBeUndefined();
    people.stop();
    clock.ahead_ms.set(0);
  });
});
