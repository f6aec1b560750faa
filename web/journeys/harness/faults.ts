/**
 * What a page complains of while nobody looks: errors in the console, errors that nothing caught,
 * and what the Content-Security-Policy had to stop. A journey fails on any that it does not expect.
 */
import { type BrowserContext, expect } from '@playwright/test';

/** The browser's own words where no answer came, or a proxy's in place of the server's. */
const UNANSWERED = /net::ERR_|WebSocket connection to .* failed|status of 50[24]/;
/** How a page finds out that nobody is logged in. */
const NOBODY_IS_IN = /status of 401 .*\/api\/auth\/refresh/;
/** The browser's remark on plain HTTP, where it leaves a header of ours alone. */
const NOT_HTTPS = /Cross-Origin-Opener-Policy header has been ignored/;

export class Faults {
  readonly #seen: string[] = [];
  readonly #expected: RegExp[] = [NOBODY_IS_IN, NOT_HTTPS];

  async watch(context: BrowserContext): Promise<void> {
    context.on('console', (said) => {
      if (said.type() === 'error') this.#seen.push(`${said.text()} (${said.location().url})`);
    });
    context.on('weberror', (thrown) => {
      const error = thrown.error();
      this.#seen.push(error.stack ?? error.message);
    });
    await context.exposeFunction('snugStopped', (what: string) => this.#seen.push(what));
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        const what = `the policy stopped ${event.violatedDirective} ${event.blockedURI}`;
        Reflect.get(globalThis, 'snugStopped')(what);
      });
    });
  }

  expect(pattern: RegExp): void {
    this.#expected.push(pattern);
  }

  /** The server goes away, or the network does. */
  expectUnanswered(): void {
    this.expect(UNANSWERED);
  }

  check(): void {
    const unexpected = this.#seen.filter((it) => !this.#expected.some((ok) => ok.test(it)));
    expect(unexpected, 'faults that the journey does not expect').toEqual([]);
  }
}
