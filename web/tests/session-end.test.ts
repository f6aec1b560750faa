import { beforeEach, describe, expect, it, vi } from 'vitest';
import { UnansweredError } from '@/shared/api/errors';
import { nameOf, Seat } from './model/seat';

describe('the end of a session', () => {
  let seat: Seat;

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
    seat = new Seat();
    return () => vi.useRealTimers();
  });

  it('is taken for nobody where somebody logged out and the server does not know yet', async () => {
    const before = await seat.loggedIn();
    const state = before.session.state.get();
    if (state.name !== 'in') throw new Error('not in');
    seat.browser.cut();
    await before.session.forget();
    const { session } = seat.tab();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    session.presume(state.user);
    expect(nameOf(session)).toBe('starting');
  });

  it('keeps what is here when it ends by itself, and waits for the same person', async () => {
    const { session, erased } = await seat.loggedIn();
    seat.auth.endSessions('ana');
    const renewed = session.renew(await session.token());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await renewed).toBeNull();
    expect(session.state.get()).toMatchObject({ name: 'expired', user: { username: 'ana' } });
    expect(erased).toEqual([]);
    await session.login('ana', 'correct horse');
    expect(nameOf(session)).toBe('in');
  });

  it('erases what is here, and ends in every tab, when somebody logs out', async () => {
    const { session, erased } = await seat.loggedIn();
    const { session: other } = seat.tab();
    await other.start();
    const { id } = seat.auth.user('ana');
    await session.logout();
    expect([nameOf(session), nameOf(other)]).toEqual(['out', 'out']);
    expect(erased).toEqual([id]);
    expect(seat.auth.sessions('ana')).toBe(0);
  });

  it('stays where logging out reaches nobody', async () => {
    const { session, erased } = await seat.loggedIn();
    seat.browser.cut();
    await expect(session.logout()).rejects.toThrow(UnansweredError);
    expect(nameOf(session)).toBe('in');
    expect(erased).toEqual([]);
  });

  it('can be forgotten where nobody answers, and lets nobody in again', async () => {
    const { session, erased } = await seat.loggedIn();
    const { id } = seat.auth.user('ana');
    seat.browser.cut();
    await session.forget();
    expect(nameOf(session)).toBe('out');
    expect(erased).toEqual([id]);

    const { session: reloaded } = seat.tab();
    await expect(reloaded.start()).rejects.toThrow(UnansweredError);
    seat.browser.mend();
    await reloaded.start();
    expect(nameOf(reloaded)).toBe('out');
    expect(seat.auth.sessions('ana')).toBe(0);
    await reloaded.login('ana', 'correct horse');
    expect(nameOf(reloaded)).toBe('in');
  });

  it('ends though the browser cannot erase', async () => {
    const refusing = seat.tab({ erase: () => Promise.reject(new Error('blocked')) });
    await refusing.session.login('ana', 'correct horse');
    await refusing.session.logout();
    const hanging = seat.tab({ erase: () => new Promise(() => undefined) });
    await hanging.session.login('ana', 'correct horse');
    const out = hanging.session.logout();
    await vi.advanceTimersByTimeAsync(5_000);
    await out;
    expect([nameOf(refusing.session), nameOf(hanging.session)]).toEqual(['out', 'out']);
  });

  it('asks nobody for a token where it is known to be out', async () => {
    const { session } = seat.tab();
    await session.start();
    seat.browser.cut();
    expect(await session.token()).toBeNull();
  });

  it('ends with the account', async () => {
    const { session, erased } = await seat.loggedIn();
    const { id } = seat.auth.user('ana');
    await session.deleteAccount('correct horse');
    expect(nameOf(session)).toBe('out');
    expect(erased).toEqual([id]);
  });

  it('ends on every device', async () => {
    const { session } = await seat.loggedIn();
    await seat.auth.browser().login('ana', 'correct horse');
    await seat.auth.browser().login('ana', 'correct horse');
    expect(seat.auth.sessions('ana')).toBe(3);
    await session.logoutEverywhere();
    expect(seat.auth.sessions('ana')).toBe(0);
    expect(nameOf(session)).toBe('out');
  });

  it('never does what one person began in the name of another', async () => {
    seat.auth.addUser('ben', 'battery staple');
    const { session } = await seat.loggedIn();
    seat.auth.expireTokens();
    await seat.browser.login('ben', 'battery staple');
    const failure = session.fetch(new Request('http://localhost/api/users/me', { method: 'POST' }));
    await expect(failure).rejects.toThrow(UnansweredError);
    expect(session.state.get()).toMatchObject({ name: 'in', user: { username: 'ben' } });
  });
});
