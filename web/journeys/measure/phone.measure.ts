/** A mid-range phone: a quarter of this machine's pace, and a mobile network. */
import { type BrowserContext, expect, type Page } from '@playwright/test';
import { typeSoon } from '../harness/type-soon';
import { isControlled, keptNames } from '../harness/worker-hand';
import { found, spread } from './figure';
import { test as base } from './house';
import { MobileNetwork } from './mobile-network';

const SLOWER = 4;
const VISITS = 5;
const PAINT_MS = 1_500;
const COLD_MS = 3_000;
const WARM_MS = 1_000;
/** The worker takes its files when there is nothing else to do, and over the same network. */
const PATIENCE = { timeout: 60_000 };

interface Visit {
  /** From the press of a link until something is seen, in milliseconds. */
  readonly painted: number;
  /** Until what was typed is seen. */
  readonly typed: number;
}

const test = base.extend<{ newPhone: () => Promise<BrowserContext> }>({
  newPhone: async ({ browser, house }, use) => {
    const network = await MobileNetwork.open(house.port);
    await use(async () => {
      const screen = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true };
      return await browser.newContext({ ...screen, baseURL: network.url });
    });
    network.close();
  },
});

test('the first visit of somebody new', async ({ newPhone }) => {
  const visits: Visit[] = [];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const phone = await newPhone();
    visits.push(await look(await phone.newPage(), '/'));
    await phone.close();
  }
  tell('the first visit', visits, COLD_MS);
});

test('a conversation on a phone that has nothing of it, and again', async ({
  newPhone,
  house: { me, quiet },
}) => {
  const [cold, warm]: [Visit[], Visit[]] = [[], []];
  for (let visit = 0; visit < VISITS; visit += 1) {
    const phone = await newPhone();
    const data = { username: me.user.username, password: me.password };
    await phone.request.post('/api/auth/login', { data });
    const page = await phone.newPage();
    cold.push(await look(page, `/c/${quiet.id}`));
    await expect.poll(async () => await page.evaluate(isControlled), PATIENCE).toBe(true);
    const kept = `kept_messages/${quiet.id}`;
    await expect.poll(async () => await keptNames(page), PATIENCE).toContain(kept);
    await page.close();
    const again = await phone.newPage();
    warm.push(await look(again, `/c/${quiet.id}`));
    await expect(again.locator('[data-message]').first()).toBeVisible();
    await phone.close();
  }
  tell('a conversation, cold', cold, COLD_MS);
  tell('a conversation, warm', warm, WARM_MS);
});

async function look(page: Page, path: string): Promise<Visit> {
  const tool = await page.context().newCDPSession(page);
  await tool.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  await page.addInitScript(typeSoon, { text: 'a', into: 'textarea, input' });
  await page.goto(path, { waitUntil: 'commit' });
  await page.waitForFunction(() => performance.getEntriesByName('typed').length > 0);
  return await page.evaluate(() => {
    const at = (name: string) => performance.getEntriesByName(name)[0]?.startTime ?? Number.NaN;
    return { painted: at('first-contentful-paint'), typed: at('typed') };
  });
}

function tell(what: string, visits: readonly Visit[], goal: number): void {
  const name = `a phone (4 × slower, 3G): ${what}`;
  for (const [of, until, most] of [
    ['painted', 'until something is seen', PAINT_MS],
    ['typed', 'until what was typed is seen', goal],
  ] as const) {
    const times = visits.map((it) => it[of]);
    const value = Math.max(...times);
    found({
      what: `${name}: ${until}, slowest`,
      value,
      unit: 'ms',
      goal: most,
      note: spread(times),
    });
  }
}
