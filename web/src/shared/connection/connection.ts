/**
 * The connection to the server: whether there is one, and how it comes back. It asks and it hears;
 * what is said is not its business, and it keeps nothing to be sent later (that is the outbox's).
 *
 * *Invariant:* there is at most one line, and a line that was given up is heard no more.
 */
import { ProblemError, UnansweredError } from '../api/errors';
import type { ClientEvent, ClientEvents, ServerEvent } from '../api/events';
import type { Problem } from '../api/wire';
import { Cell } from '../cell';
import { clock } from '../clock';
import { retryDelay } from '../retry';
import type { Dial, Line, LineListener } from './line';

export type ConnectionState =
  | { readonly name: 'connecting' }
  | { readonly name: 'online' }
  /** Tries to come back; `since` in milliseconds of the epoch, by the server. */
  | { readonly name: 'offline'; readonly since: number }
  /** Doesn't come back by itself: the session is over, or the server doesn't want this page. */
  | { readonly name: 'refused'; readonly code: string };

/** Who one is. `null`: the session is over. Rejects where that cannot be found out now. */
export interface Credentials {
  token(): Promise<string | null>;
  /** Another token than the one that was refused. */
  renew(refused: string): Promise<string | null>;
}

/** How long a line may take until it is open, with its handshake. */
const OPEN_MS = 15_000;
const ANSWER_MS = 10_000;
const FIRST_RETRY_MS = 500;
const MOST_RETRY_MS = 10_000;

export class Connection {
  readonly state = new Cell<ConnectionState>({ name: 'connecting' });
  readonly #dial: Dial;
  readonly #credentials: Credentials;
  readonly #listeners = new Set<(event: ServerEvent) => void>();
  #line: Line | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Failed attempts in a row. */
  #failures = 0;
  /** Attempts so far: whatever belongs to an earlier one is ignored. */
  #attempt = 0;
  #isTrying = false;

  constructor(dial: Dial, credentials: Credentials) {
    this.#dial = dial;
    this.#credentials = credentials;
  }

  /** Connects, and stays so until `stop`. Also the way out of `refused`. */
  start(): void {
    this.stop();
    this.#failures = 0;
    this.state.set({ name: 'connecting' });
    void this.#try(null);
  }

  stop(): void {
    this.#hangUp();
    this.#isTrying = false;
    clearTimeout(this.#timer);
  }

  /** The network is back, or the person is: doesn't wait for the next attempt's time. */
  wake(): void {
    if (this.state.get().name !== 'offline' || this.#isTrying) return;
    clearTimeout(this.#timer);
    void this.#try(null);
  }

  listen(listener: (event: ServerEvent) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * Rejects with a `ProblemError` where the server said no, and with an `UnansweredError` where it
   * is not known whether it did what was asked.
   */
  async ask<Name extends ClientEvent>(
    name: Name,
    payload: ClientEvents[Name]['ask'],
  ): Promise<ClientEvents[Name]['answer']> {
    const line = this.#line;
    if (!line || this.state.get().name !== 'online') throw new UnansweredError(name);
    const answer = await line.ask(name, payload, ANSWER_MS).catch((cause) => {
      throw new UnansweredError(name, { cause });
    });
    if (isRefusal(answer)) throw new ProblemError(answer.error);
    return answer as ClientEvents[Name]['answer'];
  }

  /** One attempt; `refused` is the token that the server didn't take just now. */
  async #try(refused: string | null): Promise<void> {
    this.#hangUp();
    const attempt = this.#attempt;
    this.#isTrying = true;
    const asked = refused === null ? this.#credentials.token() : this.#credentials.renew(refused);
    this.#open(asked.then(present), refused !== null);
    const token = await asked.catch(ignore);
    if (attempt !== this.#attempt) return;
    if (token === null) this.#giveUp('unauthenticated');
    else if (token === undefined) this.#fail();
  }

  #open(token: Promise<string>, isRenewed: boolean): void {
    const attempt = this.#attempt;
    const current = (then: () => void) => () => {
      if (attempt === this.#attempt) then();
    };
    const listener: LineListener = {
      opened: current(() => this.#opened()),
      lost: current(() => this.#fail()),
      refused: (code) => {
        void token.then((it) => current(() => this.#refused(code, it, isRenewed))(), ignore);
      },
      heard: (name, payload) => current(() => this.#heard(name, payload))(),
    };
    token.catch(ignore);
    this.#timer = setTimeout(listener.lost, OPEN_MS);
    this.#line = this.#dial(token, listener);
  }

  #opened(): void {
    clearTimeout(this.#timer);
    this.#isTrying = false;
    this.#failures = 0;
    this.state.set({ name: 'online' });
  }

  #refused(code: string, token: string, isRenewed: boolean): void {
    const isAboutToken = code === 'token_expired' || code === 'unauthenticated';
    clearTimeout(this.#timer);
    if (isAboutToken && !isRenewed) void this.#try(token);
    else if (code === 'forbidden') this.#giveUp(code);
    else this.#fail();
  }

  #fail(): void {
    this.#hangUp();
    this.#isTrying = false;
    if (this.state.get().name !== 'offline') {
      this.state.set({ name: 'offline', since: clock.now() });
    }
    const delay = retryDelay(this.#failures, FIRST_RETRY_MS, MOST_RETRY_MS);
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.#try(null), delay);
  }

  #giveUp(code: string): void {
    this.stop();
    this.state.set({ name: 'refused', code });
  }

  #hangUp(): void {
    this.#attempt += 1;
    clearTimeout(this.#timer);
    this.#line?.close();
    this.#line = null;
  }

  #heard(name: string, payload: unknown): void {
    // The contract's word for it: what is unknown falls through every listener's `switch`.
    const event = { name, payload } as ServerEvent;
    for (const listener of [...this.#listeners]) listener(event);
  }
}

/** It is looked at elsewhere. */
function ignore(): undefined {}

function present(token: string | null): string {
  if (token === null) throw new Error('the session is over');
  return token;
}

function isRefusal(answer: unknown): answer is { error: Problem } {
  return typeof answer === 'object' && answer !== null && 'error' in answer;
}
