import { beforeEach, describe, expect, it, vi } from 'vitest';
import { UnansweredError } from '@/shared/api/errors';
import { RefreshAhead } from '@/shared/session/refresh-ahead';
import { ModelLocks } from './model/locks';
import { nameOf, Seat } from './model/seat';

describe('a session that was asked for ahead of the libraries', () => {
  let seat: Seat;
  let ahead: RefreshAhead;

  beforeEach(async () => {
    seat = new Seat();
    await seat.loggedIn();
    const { fetch } = seat.browser;
    // A page knows where it is.
    ahead = new RefreshAhead((asked, init) => {
      return fetch(
        asked instanceof Request ? asked : new Request(`http://localhost${asked}`, init),
      );
    });
  });

  it('is asked for once', async () => {
    const before = seat.auth.refreshes;
    expect((await ahead.ask()).status).toBe(200);
    const { session } = seat.tab({ fetch: ahead.fetch });
    await session.start();
    expect(nameOf(session)).toBe('in');
    expect(seat.auth.refreshes).toBe(before + 1);
    await session.renew(await session.token());
    expect(seat.auth.refreshes).toBe(before + 2);
  });

  it('is out where nobody is in', async () => {
    seat.auth.endSessions('ana');
    expect((await ahead.ask()).status).toBe(401);
    const { session } = seat.tab({ fetch: ahead.fetch });
    await session.start();
    expect(nameOf(session)).toBe('out');
  });

  it('is asked for again where nobody answered', async () => {
    seat.browser.cut();
    await expect(ahead.ask()).rejects.toThrow(TypeError);
    seat.browser.mend();
    const { session } = seat.tab({ fetch: ahead.fetch });
    await expect(session.start()).rejects.toThrow(UnansweredError);
    await session.start();
    expect(nameOf(session)).toBe('in');
  });

  it('lets nobody in again who has logged out since, in another tab that nobody answered', async () => {
    await ahead.ask();
    seat.isOwed = true;
    const { session } = seat.tab({ fetch: ahead.fetch });
    await session.start();
    expect(nameOf(session)).toBe('out');
  });

  it('keeps the other tabs waiting until somebody answered', async () => {
    vi.stubGlobal('navigator', { locks: new ModelLocks() });
    let answer = (): void => undefined;
    const slow = new RefreshAhead(async () => {
      await new Promise<void>((resolve) => {
        answer = resolve;
      });
      return await seat.browser.fetch('http://localhost/api/auth/refresh', { method: 'POST' });
    });
    const asked = slow.ask();
    const { session: other } = seat.tab();
    const started = other.start();
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(nameOf(other)).toBe('starting');
    answer();
    await Promise.all([asked, started]);
    vi.unstubAllGlobals();
    expect(nameOf(other)).toBe('in');
  });
});
