/** A browser on its line to the server, and what becomes of that line and of what the browser keeps. */
import type { BrowserContext, Page } from '@playwright/test';
import type { Server } from '@/shared/api/wire';
import type { Faults } from './faults';

/** What the server answers where the fault is its own. */
const STUMBLED = {
  type: 'about:blank',
  title: 'Something went wrong.',
  status: 500,
  code: 'internal',
  detail: 'Something went wrong.',
};

export class Connected {
  readonly page: Page;
  readonly faults: Faults;
  protected readonly context: BrowserContext;

  constructor(page: Page, faults: Faults) {
    this.page = page;
    this.faults = faults;
    this.context = page.context();
  }

  async losesTheNetwork(): Promise<void> {
    await this.context.setOffline(true);
  }

  async regainsTheNetwork(): Promise<void> {
    await this.context.setOffline(false);
  }

  /** What is asked from now on reaches nobody. */
  async isCutOff(asked = '**/api/**'): Promise<void> {
    await this.page.route(asked, async (route) => await route.abort('connectionfailed'));
  }

  /** What is asked from now on is heard, and never answered. */
  async getsNoAnswers(asked = '**/api/**'): Promise<void> {
    await this.page.route(asked, () => undefined);
  }

  /** What is asked from now on is answered, and late. */
  async getsLateAnswers(late_ms: number): Promise<void> {
    await this.page.route('**/api/**', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, late_ms));
      await route.continue().catch(() => undefined);
    });
    await this.page.routeWebSocket('**/socket.io/**', (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => void setTimeout(() => server.send(message), late_ms));
    });
  }

  /** The server stumbles over what it is asked from now on, or over what is asked of it in one way. */
  async isFailed(asked = '**/api/**', method?: string): Promise<void> {
    await this.page.route(asked, async (route) => {
      if (method !== undefined && method !== route.request().method())
        return await route.fallback();
      const contentType = 'application/problem+json';
      await route.fulfill({ status: 500, contentType, body: JSON.stringify(STUMBLED) });
    });
  }

  /** From the next page on a line is opened, and nothing ever comes over it. */
  async hearsNothing(): Promise<void> {
    await this.page.routeWebSocket('**/socket.io/**', () => undefined);
  }

  /** From the next page on the server takes none of these. */
  async isRejected(event: string): Promise<void> {
    await this.page.routeWebSocket('**/socket.io/**', (socket) => {
      const server = socket.connectToServer();
      socket.onMessage((message) => {
        // Socket.IO's packet of an event that wants an acknowledgement, and that acknowledgement.
        const asked = new RegExp(`^42(\\d+)\\["${event}"`).exec(String(message))?.[1];
        if (asked === undefined) server.send(message);
        else socket.send(`43${asked}[${JSON.stringify({ error: STUMBLED })}]`);
      });
    });
  }

  /** What the server says of itself from now on, beside what is so. */
  async isToldOfTheServer(more: Partial<Server>): Promise<void> {
    await this.page.route('**/api/server', async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...more } });
    });
  }

  /** From the next page on, by so much; it goes on as clocks do. */
  async hasAWrongClock(ahead_ms: number): Promise<void> {
    await this.context.addInitScript((ahead) => {
      const real = Date;
      const wrong = (): number => real.now() + ahead;
      globalThis.Date = new Proxy(real, {
        construct: (_, given) => Reflect.construct(real, given.length === 0 ? [wrong()] : given),
        get: (_, name) => (name === 'now' ? wrong : Reflect.get(real, name)),
      });
    }, ahead_ms);
  }

  async isToldOfAnotherVersion(): Promise<void> {
    await this.isToldOfTheServer({ app: '/assets/new.js' });
  }

  /** From the next page on the server takes no line of this one. */
  async isTurnedAway(): Promise<void> {
    await this.page.routeWebSocket('**/socket.io/**', (socket) => {
      // Engine.IO's beginning, and Socket.IO's answer to whoever would connect.
      socket.send('0{"sid":"1","upgrades":[],"pingInterval":25000,"pingTimeout":20000}');
      socket.onMessage((message) => {
        if (String(message).startsWith('40')) socket.send('44{"message":"forbidden"}');
      });
    });
  }

  /** From the next page on. */
  async storesNothing(): Promise<void> {
    await this.context.addInitScript(() => {
      for (const storage of ['indexedDB', 'localStorage', 'sessionStorage']) {
        Object.defineProperty(globalThis, storage, {
          get: () => {
            throw new DOMException('Access is denied.', 'SecurityError');
          },
        });
      }
    });
  }

  /** From the next page on: as it was chosen here before, `density` as `compact`, say. */
  async looks(look: string, chosen: string): Promise<void> {
    const stored = [`snug:${look}`, chosen] as const;
    await this.context.addInitScript(([key, value]) => localStorage.setItem(key, value), stored);
  }

  /** In the page that is open: nothing more fits on the disk. */
  async hasNoRoom(): Promise<void> {
    await this.page.evaluate(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('The disk is full.', 'QuotaExceededError');
      };
    });
  }

  /** Of a page that is open: from the next one on what is offered by itself comes. */
  async mayBeOffered(): Promise<void> {
    await this.page.evaluate(() => {
      localStorage.setItem('journey:offers', 'yes');
      localStorage.removeItem('snug:push-offer');
    });
  }

  /** All is as it was before the line got bad. */
  async isServedAgain(): Promise<void> {
    await this.page.unrouteAll({ behavior: 'ignoreErrors' });
  }
}
