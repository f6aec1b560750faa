/**
 * Who one is on this device: logging in, staying so, logging out. Everything that needs an access
 * token asks here for it. The refresh token is a cookie that no script sees.
 *
 * It never erases what a person wrote unless they log out on purpose: a session that ends by itself
 * is `expired`, and whoever logs in again as the same person finds everything in place.
 */
import { type Api, createApi, expect } from '../api/client';
import { UnansweredError } from '../api/errors';
import type { Granted, User } from '../api/wire';
import { Cell } from '../cell';
import { withLock } from './lock';
import { PATIENCE_MS, REFRESH_LOCK } from './refresh-ahead';
import type { Farewell, SessionState } from './session-state';
import type { Tabs } from './tabs';

export interface SessionParts {
  /** The browser's; may be called by several tabs at once. */
  readonly fetch: typeof fetch;
  readonly tabs: Tabs;
  readonly farewell: Farewell;
  /** Removes all that this device holds for somebody. */
  readonly erase: (user_id: string) => Promise<void>;
}

/** A token that ends within this is replaced before it is used. */
const MARGIN_MS = 30_000;
/** Before a refusal to refresh is believed: another tab's newer cookie may be on its way. */
const DOUBT_MS = 1_000;
/** What can't be erased until then (another tab holds it) is erased later, or wasn't there. */
const ERASE_MS = 3_000;

/** The server let somebody in, and the browser kept no cookie of it. */
export class NoCookieError extends Error {
  override readonly name = 'NoCookieError';
}

export class Session {
  readonly state = new Cell<SessionState>({ name: 'starting' });
  readonly #parts: SessionParts;
  readonly #open: Api;
  #access: { readonly token: string; readonly ends_at: number } | null = null;
  #renewing: Promise<string | null> | null = null;
  /** Nobody has said yet that it is so: see `presume`. */
  #isPresumed = false;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.#open = createApi((request) => this.#send(request));
    parts.tabs.listen((news) => {
      if (news.name === 'granted') this.#take(news.granted);
      if (news.name === 'left' && this.#userId() === news.user_id) this.#forget('out');
    });
  }

  /** Whether there is a session already. Rejects where nobody answers: call it again. */
  async start(): Promise<void> {
    try {
      await this.#sayFarewell();
      await this.renew(null);
    } catch (error) {
      if (this.state.get().name === 'starting') {
        this.state.set({ name: 'starting', isUnanswered: true });
      }
      throw error;
    }
  }

  /**
   * Whoever was in last is taken to be so while nobody answers; whoever is not, when somebody does, is
   * out, and finds nothing on the screen. False where more is known already.
   */
  presume(user: User): boolean {
    if (this.state.get().name !== 'starting' || this.#parts.farewell.isOwed()) return false;
    this.#isPresumed = true;
    this.state.set({ name: 'in', user });
    return true;
  }

  /** Rejects with a `NoCookieError` where the browser would forget it again. */
  async login(username: string, password: string): Promise<void> {
    await this.#sayFarewell();
    const answer = await this.#open.POST('/api/auth/login', {
      body: { username, password },
    });
    this.#enter(await this.#proved(expect(answer)));
  }

  /** Rejects with a `NoCookieError` where the account was made, and the browser would forget it. */
  async register(account: {
    username: string;
    password: string;
    display_name?: string;
    invite?: string;
  }): Promise<void> {
    await this.#sayFarewell();
    const answer = await this.#open.POST('/api/auth/register', {
      body: account,
    });
    this.#enter(await this.#proved(expect(answer)), true);
  }

  /** Whoever made an account has been shown where to begin. */
  arrived(): void {
    const state = this.state.get();
    if (state.name === 'in' && state.isNew) this.state.set({ name: 'in', user: state.user });
  }

  /** This person was changed. */
  learn(user: User): void {
    const state = this.state.get();
    if ('user' in state && state.user.id === user.id) this.state.set({ ...state, user });
  }

  /**
   * Ends this session, in every tab, and erases what this device holds of it; nothing of that once it
   * is given up.
   */
  async logout(signal: AbortSignal | null = null): Promise<void> {
    const headers = this.#bearer();
    const answer = await this.#open.POST('/api/auth/logout', { headers, signal });
    // A session that had ended already is as good as one that ends now.
    if (answer.response.status !== 401) expect(answer);
    await this.#leave();
  }

  /**
   * Like `logout` where nobody answers: erases what is here, and ends the session when somebody
   * does, before anybody is let in again.
   */
  async forget(): Promise<void> {
    this.#parts.farewell.owe();
    await this.#leave();
  }

  /** Ends every session of this person on every device, this one last. */
  async logoutEverywhere(signal: AbortSignal | null = null): Promise<void> {
    const api = createApi(this.fetch);
    const { sessions } = expect(await api.GET('/api/sessions', { signal }));
    for (const { id, current } of sessions) {
      if (current) continue;
      const answer = await api.DELETE('/api/sessions/{id}', { params: { path: { id } }, signal });
      if (answer.response.status !== 404) expect(answer);
    }
    await this.logout(signal);
  }

  /** Deletes the account, and what this device holds of it. */
  async deleteAccount(password: string): Promise<void> {
    const api = createApi(this.fetch);
    expect(await api.DELETE('/api/users/me', { body: { password } }));
    await this.#leave();
  }

  /** A token that is good for a while; null where the session is over. */
  async token(): Promise<string | null> {
    const access = this.#access;
    if (access && access.ends_at > Date.now()) return access.token;
    // It has been asked, and whoever comes in says so.
    if (this.state.get().name === 'out') return null;
    return await this.renew(access?.token ?? null);
  }

  /** Another token than `refused`; null where the session is over. */
  async renew(refused: string | null): Promise<string | null> {
    this.#renewing ??= withLock(REFRESH_LOCK, () => this.#refresh(refused)).finally(() => {
      this.#renewing = null;
    });
    return await this.#renewing;
  }

  /** The browser's `fetch` as this person: with a token, and once more with a new one. */
  readonly fetch = async (request: Request): Promise<Response> => {
    const user_id = this.#userId();
    const token = await this.token();
    const again = request.clone();
    const answer = await this.#sendAs(user_id, token, request);
    if (token === null || !(await isAboutToken(answer))) return answer;
    return await this.#sendAs(user_id, await this.renew(token), again);
  };

  async #sendAs(user_id: string | undefined, token: string | null, request: Request) {
    // Somebody else may have logged in meanwhile, in another tab: what one person began is not
    // done in the other's name.
    if (this.#userId() !== user_id) throw new UnansweredError('another session');
    if (token !== null) request.headers.set('authorization', `Bearer ${token}`);
    return await this.#send(request);
  }

  async #send(request: Request): Promise<Response> {
    try {
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(PATIENCE_MS)]);
      return await this.#parts.fetch(request, { signal });
    } catch (cause) {
      throw new UnansweredError(request.url, { cause });
    }
  }

  async #refresh(refused: string | null): Promise<string | null> {
    const access = this.#access;
    // Another tab was here first.
    if (access && access.token !== refused && access.ends_at > Date.now()) return access.token;
    let answer = await this.#askToRefresh();
    if (answer.response.status === 401 && this.#userId() !== undefined) {
      await new Promise((resolve) => setTimeout(resolve, DOUBT_MS));
      answer = await this.#askToRefresh();
    }
    if (answer.response.status === 401) {
      this.#forget('expired');
      return null;
    }
    return this.#enter(expect(answer));
  }

  async #askToRefresh() {
    return await this.#open.POST('/api/auth/refresh');
  }

  /** What the refresh that follows is granted: without a cookie one would be out in a while. */
  async #proved({ access_token }: Granted): Promise<Granted> {
    const answer = await this.#askToRefresh();
    if (answer.response.status !== 401) return expect(answer);
    const headers = { authorization: `Bearer ${access_token}` };
    // Nobody could use that session, so nobody minds whether it ends.
    await this.#open.POST('/api/auth/logout', { headers }).catch(() => undefined);
    throw new NoCookieError();
  }

  /** Ends the session that somebody left while nobody answered. */
  async #sayFarewell(): Promise<void> {
    const { farewell } = this.#parts;
    if (!farewell.isOwed()) return;
    const answer = await this.#open.POST('/api/auth/logout');
    if (answer.response.status !== 401) expect(answer);
    farewell.settle();
  }

  async #leave(): Promise<void> {
    const user_id = this.#userId();
    this.#forget('out');
    if (user_id === undefined) return;
    this.#parts.tabs.tell({ name: 'left', user_id });
    const erased = this.#parts.erase(user_id).catch(() => undefined);
    await Promise.race([erased, new Promise((resolve) => setTimeout(resolve, ERASE_MS))]);
  }

  #enter(granted: Granted, isNew = false): string {
    this.#take(granted, isNew);
    this.#parts.tabs.tell({ name: 'granted', granted });
    return granted.access_token;
  }

  #take({ access_token, expires_in, user }: Granted, isNew = false): void {
    const ends_at = Date.now() + expires_in * 1_000 - MARGIN_MS;
    this.#access = { token: access_token, ends_at };
    this.#isPresumed = false;
    const state = this.state.get();
    // The same person as before is nothing new to those who watch.
    const isSame = state.name === 'in' && state.user.id === user.id;
    if (isSame && state.user.updated_at >= user.updated_at) return;
    const isArriving = isNew || (isSame && state.isNew);
    this.state.set({ name: 'in', user, ...(isArriving ? { isNew: true } : {}) });
  }

  #forget(name: 'out' | 'expired'): void {
    this.#access = null;
    const state = this.state.get();
    const user = 'user' in state && !this.#isPresumed ? state.user : undefined;
    this.#isPresumed = false;
    this.state.set(name === 'expired' && user ? { name, user } : { name: 'out' });
  }

  #userId(): string | undefined {
    const state = this.state.get();
    return 'user' in state ? state.user.id : undefined;
  }

  #bearer(): Record<string, string> {
    return this.#access ? { authorization: `Bearer ${this.#access.token}` } : {};
  }
}

/** A wrong password is a 401 too, and is not to be tried twice. */
async function isAboutToken(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false;
  const problem: { code?: string } = await answer
    .clone()
    .json()
    .catch(() => ({}));
  return problem.code === 'token_expired' || problem.code === 'unauthenticated';
}
