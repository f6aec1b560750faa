import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Presence } from '@/shared/people/presence';

describe('presence', () => {
  let asked: string[][];
  let answers: { resolve: (answer: { online: string[] }) => void; reject: (e: Error) => void }[];
  let presence: Presence;

  beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    answers = [];
    presence = new Presence(({ user_ids }) => {
      asked.push(user_ids);
      return new Promise((resolve, reject) => answers.push({ resolve, reject }));
    });
  });
  afterEach(() => void vi.useRealTimers());

  const settle = () => vi.advanceTimersByTimeAsync(0);
  const online = () => [...presence.online.get()].sort();
  async function answer(at: number, ids: string[]): Promise<void> {
    answers[at]?.resolve({ online: ids });
    await settle();
  }

  it('is asked for all who are shown in one question, with a connection', async () => {
    presence.watch(['ben']);
    presence.watch(['cleo', 'ben']);
    await settle();
    expect(asked).toEqual([]);
    presence.connected();
    await settle();
    await answer(0, ['cleo']);
    expect(asked).toEqual([['ben', 'cleo']]);
    expect(online()).toEqual(['cleo']);
  });

  it('is asked anew only where others are shown', async () => {
    presence.connected();
    const end = presence.watch(['ben']);
    await settle();
    await answer(0, ['ben']);
    presence.watch(['ben']);
    end();
    await settle();
    expect(asked).toHaveLength(1);
    presence.watch(['cleo']);
    await settle();
    expect(asked[1]).toEqual(['ben', 'cleo']);
  });

  it('is asked once more of the same people where the server may have forgotten them', async () => {
    presence.connected();
    presence.watch(['ben']);
    await settle();
    presence.again();
    await answer(0, ['ben']);
    expect(asked).toEqual([['ben'], ['ben']]);
    await answer(1, []);
    expect(online()).toEqual([]);
    presence.again();
    await settle();
    expect(asked).toHaveLength(3);
  });

  it('forgets who is shown no longer', async () => {
    presence.connected();
    const end = presence.watch(['ben']);
    await settle();
    await answer(0, ['ben']);
    end();
    await settle();
    await answer(1, []);
    expect(asked[1]).toEqual([]);
    expect(online()).toEqual([]);
  });

  it('asks one question at a time', async () => {
    presence.connected();
    presence.watch(['ben']);
    await settle();
    presence.watch(['cleo']);
    await settle();
    expect(asked).toHaveLength(1);
    await answer(0, ['ben']);
    expect(asked).toHaveLength(2);
    await answer(1, ['ben', 'cleo']);
    expect(online()).toEqual(['ben', 'cleo']);
  });

  it('believes what was told during a question more than its answer', async () => {
    presence.connected();
    presence.watch(['ben', 'cleo']);
    await settle();
    presence.hear({ user_id: 'ben', online: false });
    presence.hear({ user_id: 'cleo', online: true });
    await answer(0, ['ben']);
    expect(online()).toEqual(['cleo']);
  });

  it('is nobody without a connection, and an old answer says nothing of a new one', async () => {
    presence.connected();
    presence.watch(['ben']);
    await settle();
    presence.disconnected();
    presence.connected();
    await settle();
    await answer(0, ['ben']);
    expect(online()).toEqual([]);
    await answer(1, ['ben']);
    expect(online()).toEqual(['ben']);
    presence.disconnected();
    expect(online()).toEqual([]);
  });

  it('is asked again where that failed', async () => {
    presence.connected();
    presence.watch(['ben']);
    await settle();
    answers[0]?.reject(new Error('busy'));
    await vi.advanceTimersByTimeAsync(1_000);
    await answer(1, ['ben']);
    expect(online()).toEqual(['ben']);
  });

  it('is asked for 500 at most', async () => {
    presence.watch(Array.from({ length: 600 }, (_, at) => `u${at}`));
    presence.connected();
    await settle();
    expect(asked[0]).toHaveLength(500);
  });

  it('tells nobody of what did not change', async () => {
    presence.connected();
    presence.watch(['ben']);
    await settle();
    await answer(0, ['ben']);
    const told = vi.fn();
    presence.online.subscribe(told);
    presence.hear({ user_id: 'ben', online: true });
    expect(told).not.toHaveBeenCalled();
  });
});
