/** What linked pages say of themselves, below the message that links to them. */
import { once } from 'node:events';
import { createServer, type Server as Web } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { SCRIPTS } from './harness/texts';
import { arrives, test } from './journey';

test.use({ settings: { SNUG_PREVIEWS__ALLOW_PRIVATE_ADDRESSES: 'true' } });

const PAGE = `<title>Beans &amp; peas</title>
  <meta property=og:site_name content="Garden">
  <meta name=description content="<img src=x onerror=alert(1)> When to sow what.">`;

/** A stranger's page, and where it is; it answers when it may. */
async function page(html: string, may = Promise.resolve()): Promise<{ web: Web; url: string }> {
  const web = createServer((_, answer) => {
    void may.then(() => answer.writeHead(200, { 'content-type': 'text/html' }).end(html));
  });
  await once(web.listen(0, '127.0.0.1'), 'listening');
  const { port } = web.address() as AddressInfo;
  return { web, url: `http://127.0.0.1:${port}/beans` };
}

test('a link says what its page is about, in words alone', async ({ comes, exists }) => {
  const { web, url } = await page(PAGE);
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.says(`Look at ${url}`);
  const card = anna.message('Look at').getByRole('link', { name: /Beans & peas/ });
  await expect(card).toContainText('Garden · 127.0.0.1');
  await expect(card).toContainText('<img src=x onerror=alert(1)> When to sow what.');
  await expect(card).toHaveAttribute('href', url);
  await anna.findsNoBarriersNorDarkness();
  await anna.scrollsOneWayOnly();
  web.close();
});

/** What is to be waited for, until somebody says so. */
function held(): { until: Promise<void>; release: () => void } {
  let release = (): void => undefined;
  const until = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { until, release: () => release() };
}

test('nothing moves when a preview comes, however late', async ({ comes, exists }) => {
  const { until, release } = held();
  const { web, url } = await page(PAGE, until);
  const account = await exists('Anna');
  const general = await account.general();
  await account.says(general, `Look at ${url}`);
  await account.says(general, 'This lies below');
  const anna = await comes('Anna');
  await anna.is(account);
  const asked = anna.page.waitForRequest(/\/previews$/);
  await anna.opens(`/c/${general.id}`);
  await anna.reads('This lies below');
  await asked;
  await anna.watchesForShifts();
  release();
  await expect(anna.message('Look at').getByRole('link', { name: /Beans & peas/ })).toBeVisible();
  await anna.sawNothingMove();
  web.close();
});

test('where a page says nothing its room goes, and one goes on reading where one was', async ({
  comes,
  exists,
}) => {
  const { until, release } = held();
  const { web, url } = await page('', until);
  const account = await exists('Anna');
  const general = await account.general();
  await account.says(general, `Look at ${url}`);
  for (let number = 1; number <= 40; number += 1) await account.says(general, `Line ${number}`);
  const anna = await comes('Anna');
  await anna.is(account);
  const asked = anna.page.waitForRequest(/\/previews$/);
  await anna.opens(`/c/${general.id}`);
  await anna.reads(/Line 40$/);
  const feed = anna.page.getByRole('feed', { name: 'Messages', exact: true });
  // The one with the link lies just above what is read.
  await expect(async () => {
    await feed.evaluate((it) => it.parentElement?.querySelector('article')?.scrollIntoView());
    await anna.message(/Line 3$/).evaluate((it) => it.scrollIntoView(), null, { timeout: 500 });
  }).toPass();
  await asked;
  const top = async () => (await anna.message(/Line 4$/).boundingBox())?.y;
  const before = await top();
  const answered = anna.page.waitForResponse(/\/previews$/);
  release();
  await answered;
  await expect(feed.locator('[data-empty]')).toHaveCount(0);
  expect(await top()).toBeCloseTo(before ?? 0, 0);
  web.close();
});

test('whatever a page calls itself is text', async ({ comes, exists }) => {
  const [said = '', ...more] = SCRIPTS.slice(0, 6).map((it) => it.replaceAll('<', '&lt;'));
  const { web, url } = await page(`<title>${said}</title>
    <meta property=og:site_name content='${more.join(' ').replaceAll("'", '&#39;')}'>
    <meta name=description content='${more.join(' ').replaceAll("'", '&#39;')}'>`);
  const anna = await arrives({ comes, exists }, 'Anna');
  const ran: string[] = [];
  await anna.page.exposeFunction('hack', () => ran.push('hack'));
  await anna.opensConversation('general');
  await anna.says(`Look at ${url}`);
  const card = anna.message('Look at').getByRole('link', { name: /hack/ }).last();
  await expect(card).toContainText(SCRIPTS[0] ?? '');
  for (const script of SCRIPTS.slice(1, 6)) await expect(card).toContainText(script);
  await anna.scrollsOneWayOnly();
  expect(ran).toEqual([]);
  web.close();
});
