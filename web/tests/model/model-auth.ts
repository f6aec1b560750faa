/**
 * The server's side of sessions, in memory: cookies, the rule by which refresh tokens follow each
 * other, access tokens that end. One `browser` is one cookie jar with several tabs.
 */
import type { Granted, User } from '@/shared/api/wire';
import type { TabNews, Tabs } from '@/shared/session/tabs';

interface ModelSession {
  readonly id: string;
  readonly user: User;
  generation: number;
}

const MINUTE_MS = 60_000;

export class ModelAuth {
  refreshes = 0;
  wrongPasswords = 0;
  readonly #users = new Map<string, { user: User; password: string }>();
  readonly #sessions = new Map<string, ModelSession>();
  readonly #tokens = new Map<string, { session: ModelSession; ends_at: number }>();
  #ids = 0;

  addUser(username: string, password: string): User {
    const user: User = {
      id: crypto.randomUUID(),
      username,
      display_name: username,
      role: 'member',
      disabled: false,
      updated_at: '2026-01-01T00:00:00.000Z',
    };
    this.#users.set(username, { user, password });
    return user;
  }

  user(username: string): User {
    const found = this.#users.get(username);
    if (!found) throw new Error(`no ${username}`);
    return found.user;
  }

  sessions(username: string): number {
    return [...this.#sessions.values()].filter((it) => it.user.username === username).length;
  }

  endSessions(username: string): void {
    for (const it of this.#sessions.values()) {
      if (it.user.username === username) this.#sessions.delete(it.id);
    }
  }

  expireTokens(): void {
    this.#tokens.clear();
  }

  isGood(token: string | null): boolean {
    return token !== null && this.#caller(token) !== undefined;
  }

  /** The cookie that comes with the answer replaces the jar's; null leaves it. */
  async answer(request: Request, cookie: string | null): Promise<[Response, string | null]> {
    const { pathname } = new URL(request.url);
    const route = `${request.method} ${pathname}`;
    if (route === 'POST /api/auth/login') return this.#login(await request.json());
    if (route === 'POST /api/auth/register') {
      const { username, password } = await request.json();
      this.addUser(username, password);
      return this.#login({ username, password });
    }
    if (route === 'POST /api/auth/refresh') return this.#refresh(cookie);
    if (route === 'POST /api/auth/logout') {
      this.#sessions.delete(cookie?.split('.')[0] ?? '');
      return [new Response(null, { status: 204 }), ''];
    }
    const caller = this.#caller(request.headers.get('authorization')?.slice('Bearer '.length));
    if (!caller) return [problem(401, 'token_expired'), null];
    if (route === 'POST /api/auth/password') {
      this.wrongPasswords += 1;
      return [problem(401, 'invalid_credentials'), null];
    }
    if (route === 'GET /api/sessions') {
      const mine = [...this.#sessions.values()].filter((it) => it.user === caller.user);
      const sessions = mine.map((it) => ({ id: it.id, current: it === caller }));
      return [Response.json({ sessions }), null];
    }
    if (route === 'DELETE /api/users/me') {
      this.endSessions(caller.user.username);
      return [new Response(null, { status: 204 }), null];
    }
    if (pathname.startsWith('/api/sessions/')) {
      this.#sessions.delete(pathname.slice('/api/sessions/'.length));
      return [new Response(null, { status: 204 }), null];
    }
    return [new Response(`${caller.user.username}: ${await request.text()}`), null];
  }

  browser() {
    let cookie: string | null = null;
    let isCut = false;
    let isHanging = false;
    let losesAnswer = false;
    let isBlocking = false;
    const tabs: { listener?: (news: TabNews) => void }[] = [];
    const fetch = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      if (isCut) throw new TypeError('Failed to fetch');
      if (isHanging) await aborted(init?.signal);
      const [answer, next] = await this.answer(new Request(input), cookie);
      if (losesAnswer) {
        losesAnswer = false;
        throw new TypeError('Failed to fetch');
      }
      if (!isBlocking) cookie = next ?? cookie;
      return answer;
    };
    const login = async (username: string, password: string): Promise<void> => {
      const body = JSON.stringify({ username, password });
      await fetch(new Request('http://localhost/api/auth/login', { method: 'POST', body }));
    };
    return {
      fetch,
      login,
      tabs: (): Tabs => {
        const tab: (typeof tabs)[number] = {};
        tabs.push(tab);
        return {
          tell: (news) => {
            for (const other of tabs) if (other !== tab) other.listener?.(news);
          },
          listen: (listener) => {
            tab.listener = listener;
            return () => delete tab.listener;
          },
        };
      },
      cut: () => {
        isCut = true;
      },
      mend: () => {
        isCut = false;
      },
      hang: () => {
        isHanging = true;
      },
      blockCookies: () => {
        isBlocking = true;
      },
      loseNextAnswer: () => {
        losesAnswer = true;
      },
    };
  }

  #login(asked: { username: string; password: string }): [Response, string | null] {
    const found = this.#users.get(asked.username);
    if (found?.password !== asked.password) return [problem(401, 'invalid_credentials'), null];
    this.#ids += 1;
    const session = { id: `s${this.#ids}`, user: found.user, generation: 0 };
    this.#sessions.set(session.id, session);
    return this.#grant(session, 0);
  }

  /** The one before gives the same successor until that has been used; any older one ends it all. */
  #refresh(cookie: string | null): [Response, string | null] {
    const [id = '', generation = ''] = cookie?.split('.') ?? [];
    const session = this.#sessions.get(id);
    if (!session) return [problem(401, 'unauthenticated'), null];
    const presented = Number(generation);
    if (presented < session.generation - 1) {
      this.#sessions.delete(id);
      return [problem(401, 'unauthenticated'), null];
    }
    this.refreshes += 1;
    session.generation = presented + 1;
    return this.#grant(session, session.generation);
  }

  #grant(session: ModelSession, generation: number): [Response, string] {
    this.#ids += 1;
    const access_token = `t${this.#ids}`;
    this.#tokens.set(access_token, { session, ends_at: Date.now() + 15 * MINUTE_MS });
    const granted: Granted = { access_token, expires_in: 15 * 60, user: session.user };
    return [Response.json(granted), `${session.id}.${generation}`];
  }

  #caller(token = ''): ModelSession | undefined {
    const found = this.#tokens.get(token);
    if (!found || found.ends_at <= Date.now()) return undefined;
    return this.#sessions.get(found.session.id);
  }
}

function problem(status: number, code: string): Response {
  const body = { type: '', title: code, status, code, detail: code };
  return Response.json(body, { status });
}

/** Never answered: rejects when whoever waits gives up. */
async function aborted(signal: AbortSignal | null | undefined): Promise<never> {
  return await new Promise((_, reject) => {
    if (signal?.aborted) reject(signal.reason);
    signal?.addEventListener('abort', () => reject(signal.reason));
  });
}
