import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ProblemError, UnansweredError } from '@/shared/api/errors';
import { NoCookieError, Session } from '@/shared/session/session';
import { ModelAuth } from './model/model-auth';

let auth: ModelAuth;
let browser: ReturnType<ModelAuth['browser']>;
/** What the browser stores of a farewell. */
let isOwed: boolean;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  auth = new ModelAuth();
  auth.addUser('ana', 'correct horse');
  browser = auth.browser();
  isOwed = false;
  return () => vi.useRealTimers();
});

/** A tab of the browser, and whose local data it erased. */
function tab(erase: (id: string) => Promise<void> = () => Promise.resolve()) {
  const erased: string[] = [];
  const session = new Session({
    fetch: browser.fetch,
    tabs: browser.tabs(),
    farewell: {
      isOwed: () => isOwed,
      owe: () => {
        isOwed = true;
      },
      settle: () => {
        isOwed = false;
      },
    },
    erase: async (id) => {
      erased.push(id);
      await erase(id);
    },
  });
  return { session, erased };
}

async function loggedIn() {
  const it = tab();
  await it.session.login('ana', 'correct horse');
  return it;
}

const name = (session: Session) => session.state.get().name;

describe('a session', () => {
  it('is out where nobody has logged in', async () => {
    const { session } = tab();
    expect(name(session)).toBe('starting');
    await session.start();
    expect(name(session)).toBe('out');
  });

  it('says that it cannot know while nobody answers', async () => {
    const { session } = tab();
    browser.cut();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    expect(session.state.get()).toEqual({ name: 'starting', isUnanswered: true });
  });

  it('is taken to be the one that was here last, until somebody answers', async () => {
    const before = await loggedIn();
    const state = before.session.state.get();
    if (state.name !== 'in') throw new Error('not in');
    const { session } = tab();
    browser.cut();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    session.presume(state.user);
    expect(session.state.get()).toMatchObject({ name: 'in', user: { username: 'ana' } });
    await expect(session.token()).rejects.toThrow(UnansweredError);
    browser.mend();
    expect(await session.token()).not.toBeNull();
    expect(name(session)).toBe('in');
  });

  it('that was only taken for one is out when it turns out that it has ended', async () => {
    const before = await loggedIn();
    const state = before.session.state.get();
    if (state.name !== 'in') throw new Error('not in');
    const { session } = tab();
    browser.cut();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    session.presume(state.user);
    browser.mend();
    auth.endSessions('ana');
    const token = session.token();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await token).toBeNull();
    expect(name(session)).toBe('out');
  });

  it('is taken for nobody where somebody logged out and the server does not know yet', async () => {
    const before = await loggedIn();
    const state = before.session.state.get();
    if (state.name !== 'in') throw new Error('not in');
    browser.cut();
    await before.session.forget();
    const { session } = tab();
    await expect(session.start()).rejects.toThrow(UnansweredError);
    session.presume(state.user);
    expect(name(session)).toBe('starting');
  });

  it('tells why one cannot log in', async () => {
    const { session } = tab();
    const failure = session.login('ana', 'wrong');
    await expect(failure).rejects.toThrow(ProblemError);
    await expect(failure).rejects.toMatchObject({ problem: { code: 'invalid_credentials' } });
  });

  it('goes on after a reload', async () => {
    await loggedIn();
    const { session } = tab();
    await session.start();
    expect(session.state.get()).toMatchObject({ name: 'in', user: { username: 'ana' } });
  });

  it('renews a token before it ends, once for all who ask', async () => {
    const { session } = await loggedIn();
    const first = await session.token();
    const before = auth.refreshes;
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    const [one, other] = await Promise.all([session.token(), session.token()]);
    expect(one).not.toBe(first);
    expect(other).toBe(one);
    expect(auth.refreshes).toBe(before + 1);
  });

  it('sends a call again with a new token where the first was refused', async () => {
    const { session } = await loggedIn();
    auth.expireTokens();
    const request = new Request('http://localhost/api/users/me', { method: 'POST', body: 'all' });
    const answer = await session.fetch(request);
    expect(await answer.text()).toBe('ana: all');
  });

  it('gives up a call that nobody answers', async () => {
    const { session } = await loggedIn();
    const patience = new AbortController();
    vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(patience.signal);
    browser.hang();
    const answer = session.fetch(new Request('http://localhost/api/users/me'));
    patience.abort();
    await expect(answer).rejects.toThrow(UnansweredError);
  });

  it('does not try a wrong password twice', async () => {
    const { session } = await loggedIn();
    const before = auth.refreshes;
    const request = new Request('http://localhost/api/auth/password', { method: 'POST' });
    expect((await session.fetch(request)).status).toBe(401);
    expect([auth.wrongPasswords, auth.refreshes]).toEqual([1, before]);
  });

  it('survives an answer to a refresh that was lost', async () => {
    const { session } = await loggedIn();
    auth.expireTokens();
    browser.loseNextAnswer();
    await expect(session.renew(await session.token())).rejects.toThrow(UnansweredError);
    expect(name(session)).toBe('in');
    await session.renew(await session.token());
    expect(name(session)).toBe('in');
  });

  it('is shared by two tabs that refresh at once', async () => {
    const { session: one } = await loggedIn();
    const { session: other } = tab();
    await other.start();
    auth.expireTokens();
    for (let round = 0; round < 5; round += 1) {
      await vi.advanceTimersByTimeAsync(15 * 60_000);
      const tokens = await Promise.all([one.token(), other.token()]);
      for (const token of tokens) expect(auth.isGood(token)).toBe(true);
    }
    expect([name(one), name(other)]).toEqual(['in', 'in']);
  });

  it('is renewed by one tab for all, where the browser has locks', async () => {
    const { session: one } = await loggedIn();
    const { session: other } = tab();
    await other.start();
    vi.stubGlobal('navigator', { locks: oneAtATime() });
    await vi.advanceTimersByTimeAsync(15 * 60_000);
    const before = auth.refreshes;
    const [first, second] = await Promise.all([one.token(), other.token()]);
    vi.unstubAllGlobals();
    expect(second).toBe(first);
    expect(auth.refreshes).toBe(before + 1);
  });

  it('keeps what is here when it ends by itself, and waits for the same person', async () => {
    const { session, erased } = await loggedIn();
    auth.endSessions('ana');
    const renewed = session.renew(await session.token());
    await vi.advanceTimersByTimeAsync(2_000);
    expect(await renewed).toBeNull();
    expect(session.state.get()).toMatchObject({ name: 'expired', user: { username: 'ana' } });
    expect(erased).toEqual([]);
    await session.login('ana', 'correct horse');
    expect(name(session)).toBe('in');
  });

  it('erases what is here, and ends in every tab, when somebody logs out', async () => {
    const { session, erased } = await loggedIn();
    const { session: other } = tab();
    await other.start();
    const { id } = auth.user('ana');
    await session.logout();
    expect([name(session), name(other)]).toEqual(['out', 'out']);
    expect(erased).toEqual([id]);
    expect(auth.sessions('ana')).toBe(0);
  });

  it('stays where logging out reaches nobody', async () => {
    const { session, erased } = await loggedIn();
    browser.cut();
    await expect(session.logout()).rejects.toThrow(UnansweredError);
    expect(name(session)).toBe('in');
    expect(erased).toEqual([]);
  });

  it('can be forgotten where nobody answers, and lets nobody in again', async () => {
    const { session, erased } = await loggedIn();
    const { id } = auth.user('ana');
    browser.cut();
    await session.forget();
    expect(name(session)).toBe('out');
    expect(erased).toEqual([id]);

    const { session: reloaded } = tab();
    await expect(reloaded.start()).rejects.toThrow(UnansweredError);
    browser.mend();
    await reloaded.start();
    expect(name(reloaded)).toBe('out');
    expect(auth.sessions('ana')).toBe(0);
    await reloaded.login('ana', 'correct horse');
    expect(name(reloaded)).toBe('in');
  });

  it('ends though the browser cannot erase', async () => {
    const refusing = tab(() => Promise.reject(new Error('blocked')));
    await refusing.session.login('ana', 'correct horse');
    await refusing.session.logout();
    const hanging = tab(() => new Promise(() => undefined));
    await hanging.session.login('ana', 'correct horse');
    const out = hanging.session.logout();
    await vi.advanceTimersByTimeAsync(5_000);
    await out;
    expect([name(refusing.session), name(hanging.session)]).toEqual(['out', 'out']);
  });

  it('does not begin where the browser keeps no cookie', async () => {
    const { session } = tab();
    await session.start();
    browser.blockCookies();
    await expect(session.login('ana', 'correct horse')).rejects.toThrow(NoCookieError);
    expect(name(session)).toBe('out');
  });

  it('of a new account is new until somebody has arrived', async () => {
    const { session } = tab();
    await session.register({ username: 'cleo', password: 'correct horse' });
    expect(session.state.get()).toMatchObject({ name: 'in', isNew: true });
    session.learn({ ...auth.user('cleo'), display_name: 'Cleo', updated_at: '2026-02-01' });
    expect(session.state.get()).toMatchObject({ isNew: true, user: { display_name: 'Cleo' } });
    session.arrived();
    expect(session.state.get()).not.toHaveProperty('isNew');
  });

  it('asks nobody for a token where it is known to be out', async () => {
    const { session } = tab();
    await session.start();
    browser.cut();
    expect(await session.token()).toBeNull();
  });

  it('ends with the account', async () => {
    const { session, erased } = await loggedIn();
    const { id } = auth.user('ana');
    await session.deleteAccount('correct horse');
    expect(name(session)).toBe('out');
    expect(erased).toEqual([id]);
  });

  it('ends on every device', async () => {
    const { session } = await loggedIn();
    await auth.browser().login('ana', 'correct horse');
    await auth.browser().login('ana', 'correct horse');
    expect(auth.sessions('ana')).toBe(3);
    await session.logoutEverywhere();
    expect(auth.sessions('ana')).toBe(0);
    expect(name(session)).toBe('out');
  });

  it('never does what one person began in the name of another', async () => {
    auth.addUser('ben', 'battery staple');
    const { session } = await loggedIn();
    auth.expireTokens();
    await browser.login('ben', 'battery staple');
    const failure = session.fetch(new Request('http://localhost/api/users/me', { method: 'POST' }));
    await expect(failure).rejects.toThrow(UnansweredError);
    expect(session.state.get()).toMatchObject({ name: 'in', user: { username: 'ben' } });
  });
});

/** The browser's locks, as far as they are used. */
function oneAtATime() {
  let turn: Promise<unknown> = Promise.resolve();
  return {
    request: (_: string, work: () => Promise<unknown>) => {
      const mine = turn.then(work);
      turn = mine.catch(() => undefined);
      return mine;
    },
  };
}
