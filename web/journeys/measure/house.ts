/** Where it is measured: a server of its own, whose one busy conversation has 100,000 messages. */
import { test as base, expect } from '@playwright/test';
import { Account } from '../harness/account';
import { openPages } from '../harness/pages';
import { Server, UNLIMITED } from '../harness/server';

const MESSAGES = 100_000;
const NAMES = ['Ana Reyes', 'Ben Okafor', 'Mia Lindqvist'];
const WORDS =
  'the garden is wet and we will water it again on friday when ben comes by with the long hose from the shed behind the house near the river'.split(
    ' ',
  );

export interface House {
  /** Where browsers go. */
  readonly address: string;
  /** Of the server itself. */
  readonly port: number;
  /** Who looks at the page. */
  readonly me: Account;
  /** Those who write. */
  readonly others: readonly Account[];
  /** Conversations: the one with very many messages, and one with a few. */
  readonly busy: { readonly id: string };
  readonly quiet: { readonly id: string };
}

export const test = base.extend<object, { house: House }>({
  house: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what is needed from it
    async ({}, use) => {
      const server = await Server.run(UNLIMITED);
      const pages = await openPages(server.url);
      const me = await Account.register(server, 'Anna Berg');
      const invite = (await me.invite(NAMES.length)).split('/').at(-1);
      const others: Account[] = [];
      for (const name of NAMES) others.push(await Account.register(server, name, invite));
      const busy = await me.group(...others);
      const quiet = await me.channel('Garden', ...others);
      await me.floods(quiet, 30, (n) => line(n));
      for (const [at, account] of others.entries()) {
        const count = MESSAGES / others.length;
        await account.floods(busy, Math.ceil(count), (n) => line(n * others.length + at));
      }
      // Whoever has read all of it comes to its end.
      const params = { path: { id: busy.id } };
      const read = await me.api.PUT('/api/conversations/{id}/read', {
        params,
        body: { seq: MESSAGES },
      });
      expect(read.response.ok).toBe(true);
      await use({
        address: pages?.resolvedUrls?.local[0] ?? server.url,
        port: server.port,
        me,
        others,
        busy,
        quiet,
      });
      for (const account of [me, ...others]) await account.leaves();
      await pages?.close();
      await server.dispose();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: async ({ house }, use) => await use(house.address),
  page: async ({ page, house: { me } }, use) => {
    const data = { username: me.user.username, password: me.password };
    await page.context().request.post('/api/auth/login', { data });
    await use(page);
  },
});

/** Of as many lengths as people write. */
export function line(n: number): string {
  const length = 3 + ((n * 7919) % 40);
  return `#${n} ${Array.from({ length }, (_, at) => WORDS[(n * 31 + at * 17) % WORDS.length]).join(' ')}`;
}
