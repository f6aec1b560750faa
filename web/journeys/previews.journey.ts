/** What linked pages say of themselves, below the message that links to them. */
import { once } from 'node:events';
import { createServer, type Server as Web } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

test.use({ settings: { SNUG_PREVIEWS__ALLOW_PRIVATE_ADDRESSES: 'true' } });

const PAGE = `<title>Beans &amp; peas</title>
  <meta property=og:site_name content="Garden">
  <meta name=description content="<img src=x onerror=alert(1)> When to sow what.">`;

/** A stranger's page, and where it is. */
async function page(html: string): Promise<{ web: Web; url: string }> {
  const web = createServer((_, answer) => {
    answer.writeHead(200, { 'content-type': 'text/html' }).end(html);
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
