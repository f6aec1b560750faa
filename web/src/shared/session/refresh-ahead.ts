/**
 * Asks who is here before there is a session to ask: an answer is a round trip away, and the session comes
 * with the libraries, which on a slow line take longer.
 */
import { withLock } from './lock';

/** One tab at a time refreshes: see `Session`. */
export const REFRESH_LOCK = 'snug:refresh';
/** Whoever doesn't answer until then doesn't: a refresh holds up every tab, a page one's reading. */
export const PATIENCE_MS = 20_000;
const PATH = '/api/auth/refresh';

export class RefreshAhead {
  readonly #ask: typeof fetch;
  #answer: Promise<Response> | null = null;

  constructor(ask: typeof fetch) {
    this.#ask = ask;
  }

  /** Not where a log-out is owed, which comes first. */
  async ask(): Promise<Response> {
    this.#answer = withLock(REFRESH_LOCK, async () => {
      return await this.#ask(PATH, { method: 'POST', signal: AbortSignal.timeout(PATIENCE_MS) });
    });
    return await this.#answer;
  }

  /** The same as was given; where the first that is asked is a refresh, it is the one from ahead. */
  readonly fetch: typeof fetch = async (asked, init) => {
    const answer = this.#answer;
    this.#answer = null;
    const isRefresh = asked instanceof Request && new URL(asked.url).pathname === PATH;
    return await (answer && isRefresh ? answer : this.#ask(asked, init));
  };
}
