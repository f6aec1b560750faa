import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { NoCookieError } from '@/shared/session/session';
import { ModelLocks } from './model/locks';
import { nameOf, Seat } from './model/seat';

describe('a session', () => {
  let seat: Seat;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    seat = new Seat();
    return () => vi.useRealTimers();
  });

  it('is out where nobody has logged in', async () => {
    const { session } = seat.tab();
    expect(nameOf(session)).toBe('starting');
    await session.start();
    expect(nameOf(session)).toBe('out');
  });

  it('says that it cannot know while nobody answers', async () => {
    const { session } = seat.tab();
    seat.browser.cut();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    expect(session.state.get()).toEqual({ name: 'starting', isUnanswered: true });
  });

  it('is taken to be the one that was here last, until somebody answers', async () => {
    const before = await seat.loggedIn();
    const state = before.session.state.get();
    if (state.name !== 'in') throw new Error('not in');
    const { session } = seat.tab();
    seat.browser.cut();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    session.presume(state.user);
    expect(session.state.get()).toMatchObject({ name: 'in', user: { username: 'ana' } });
    await expect(session.token()).rejects.toThrow(UnansweredError);
    seat.browser.mend();
    expect(await session.token()).not.toBeNull();
    expect(nameOf(session)).toBe('in');
  });

  it('that was only taken for one is out when it turns out that it has ended', async () => {
    const before = await seat.loggedIn();
    const state = before.session.state.get();
    if (state.name !== 'in') throw new Error('not in');
    const { session } = seat.tab();
    seat.browser.cut();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    session.presume(state.user);
    seat.browser.mend();
    seat.auth.endSessions('ana');
    const token = session.token();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await token).toBeNull();
    expect(nameOf(session)).toBe('out');
  });

  it('tells why one cannot log in', async () => {
    const { session } = seat.tab();
    const failure = session.login('ana', 'wrong');
    await expect(failure).rejects.toThrow(ProblemError);
    await expect(failure).rejects.toMatchObject({ problem: { code: 'invalid_credentials' } });
  });

  it('goes on after a reload', async () => {
    await seat.loggedIn();
    const { session } = seat.tab();
    await session.start();
    expect(session.state.get()).toMatchObject({ name: 'in', user: { username: 'ana' } });
  });

  it('renews a token before it ends, once for all who ask', async () => {
    const { session } = await seat.loggedIn();
    const first = await session.token();
    const before = seat.auth.refreshes;
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    const [one, other] = await Promise.all([session.token(), session.token()]);
    expect(one).not.toBe(first);
    expect(other).toBe(one);
    expect(seat.auth.refreshes).toBe(before + 1);
  });

  it('sends a call again with a new token where the first was refused', async () => {
    const { session } = await seat.loggedIn();
    seat.auth.expireTokens();
    const request = new Request('http://localhost/api/users/me', { method: 'POST', body: 'all' });
    const answer = await session.fetch(request);
    expect(await answer.text()).toBe('ana: all');
  });

  it('gives up a call that nobody answers', async () => {
    const { session } = await seat.loggedIn();
    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(patience.signal);
    seat.browser.hang();
    const answer = session.fetch(new Request('http://localhost/api/users/me'));
    patience.abort();
    await expect(answer).rejects.toThrow(UnansweredError);
  });

  it('does not try a wrong password twice', async () => {
    const { session } = await seat.loggedIn();
    const before = seat.auth.refreshes;
    const request = new Request('http://localhost/api/auth/password', { method: 'POST' });
    expect((await session.fetch(request)).status).toBe(401);
    expect([seat.auth.wrongPasswords, seat.auth.refreshes]).toEqual([1, before]);
  });

  it('survives an answer to a refresh that was lost', async () => {
    const { session } = await seat.loggedIn();
    seat.auth.expireTokens();
    seat.browser.loseNextAnswer();
    await expect(session.renew(await session.token())).rejects.toThrow(UnansweredError);
    expect(nameOf(session)).toBe('in');
    await session.renew(await session.token());
    expect(nameOf(session)).toBe('in');
  });

  it('is shared by two tabs that refresh at once', async () => {
    const { session: one } = await seat.loggedIn();
    const { session: other } = seat.tab();
    await other.start();
    seat.auth.expireTokens();
    for (let round = 0; round < 5; round += 1) {
      await vi.advanceTimersByTimeAsync(15 * 60_000);
      const tokens = await Promise.all([one.token(), other.token()]);
      for (const token of tokens) expect(seat.auth.isGood(token)).toBe(true);
    }
    expect([nameOf(one), nameOf(other)]).toEqual(['in', 'in']);
  });

  it('is renewed by one tab for all, where the browser has locks', async () => {
    const { session: one } = await seat.loggedIn();
    const { session: other } = seat.tab();
    await other.start();
    vi.stubGlobal('navigator', { locks: new ModelLocks() });
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    const before = seat.auth.refreshes;
    const [first, second] = await Promise.all([one.token(), other.token()]);
    vi.unstubAllGlobals();
    expect(second).toBe(first);
    expect(seat.auth.refreshes).toBe(before + 1);
  });

  it('does not begin where the browser keeps no cookie', async () => {
    const { session } = seat.tab();
    await session.start();
    seat.browser.blockCookies();
    await expect(session.login('ana', 'correct horse')).rejects.toThrow(NoCookieError);
    expect(nameOf(session)).toBe('out');
  });

  it('of a new account is new until somebody has arrived', async () => {
    const { session } = seat.tab();
    await session.register({ username: 'cleo', password: 'correct horse' });
    expect(session.state.get()).toMatchObject({ name: 'in', isNew: true });
    session.learn({ ...seat.auth.user('cleo'), display_name: 'Cleo', updated_at: '2026-02-01' });
    expect(session.state.get()).toMatchObject({ isNew: true, user: { display_name: 'Cleo' } });
    session.arrived();
    expect(session.state.get()).not.toHaveProperty('isNew');
  });
});
