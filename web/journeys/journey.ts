/** What each journey is given: a server of its own, and people to walk through it. */
import { type BrowserContextOptions, test as base } from '@playwright/test';
import { Account } from './harness/account';
import { Faults } from './harness/faults';
import { openPages } from './harness/pages';
import { Server, type Settings } from './harness/server';
import { Person } from './people';

export interface World {
  readonly server: Server;
  /** Where browsers go. */
  readonly address: string;
  /** Somebody opens a browser of their own. */
  readonly comes: (name: string, browser?: BrowserContextOptions) => Promise<Person>;
  /** Somebody who is on the server already. The first one owns it. */
  readonly exists: (name: string, invite?: string) => Promise<Account>;
}

interface Options {
  /** Of the server, by the names of the environment. */
  readonly settings: Settings;
}

export const test = base.extend<Options & World>({
  settings: [{}, { option: true }],

  server: async ({ settings }, use, info) => {
    const server = await Server.run(settings);
    await use(server);
    if (info.status !== info.expectedStatus) {
      await info.attach('server.log', { body: server.log, contentType: 'text/plain' });
    }
    await server.dispose();
  },

  address: async ({ server }, use) => {
    const pages = await openPages(server.url);
    await use(pages?.resolvedUrls?.local[0] ?? server.url);
    await pages?.close();
  },

  comes: async ({ browser, address }, use) => {
    const people: Person[] = [];
    await use(async (name, options) => {
      const context = await browser.newContext({ baseURL: address, ...options });
      const faults = new Faults();
      await faults.watch(context);
      await context.addInitScript(declineOffer);
      const person = new Person(name, await context.newPage(), faults);
      people.push(person);
      return person;
    });
    for (const { page } of people) await page.context().close();
    for (const { faults } of people) faults.check();
  },

  exists: async ({ server }, use) => {
    const accounts: Account[] = [];
    await use(async (name, invite) => {
      const account = await Account.register(server, name, invite);
      accounts.push(account);
      return account;
    });
    for (const account of accounts) await account.leaves();
  },
});

/** Somebody who is logged in, in front of the list of conversations. */
export async function arrives(
  { comes, exists }: Pick<World, 'comes' | 'exists'>,
  name: string,
  browser?: BrowserContextOptions,
): Promise<Person> {
  const account = await exists(name);
  const person = await comes(name, browser);
  await person.is(account);
  await person.opens();
  await person.isIn();
  return person;
}

/** What comes by itself after a while would be in some pictures and not in others: see `mayBeOffered`. */
function declineOffer(): void {
  try {
    if (localStorage.getItem('journey:offers') === null) {
      localStorage.setItem('snug:push-offer', 'declined');
    }
  } catch {
    // A browser that stores nothing.
  }
}
