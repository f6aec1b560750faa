import type { Page } from '@playwright/test';
import { found, spread } from './figure';
import { test } from './house';

const ROUNDS = 10;
/** What the app does when there is nothing else to do. */
const CALM_MS = 1_000;

test('from a click in the list to messages on the screen', async ({ page, house }) => {
  const first: number[] = [];
  const again: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await page.goto(`/c/${house.quiet.id}`);
    await page.locator('[data-message]').first().waitFor();
    await page.waitForTimeout(CALM_MS);
    first.push(await open(page, house.busy.id));
    await page.waitForTimeout(CALM_MS);
    await open(page, house.quiet.id);
    again.push(await open(page, house.busy.id));
  }
  const goal = 200;
  const what = 'opening a conversation of 100,000';
  const worst = Math.max(...first);
  found({ what: `${what}, slowest`, value: worst, unit: 'ms', goal, note: spread(first) });
  const value = Math.max(...again);
  found({ what: `${what} again, slowest`, value, unit: 'ms', goal, note: spread(again) });
});

/** Milliseconds until messages of it were painted, from the browser's own time of the click. */
async function open(page: Page, id: string): Promise<number> {
  const painted = page.evaluate(
    (path) =>
      new Promise<number>((resolve) => {
        const scroller = () => document.querySelector('[role=feed]');
        const before = scroller();
        const isDrawn = () => scroller() !== before && scroller()?.querySelector('[data-message]');
        addEventListener(
          'click',
          ({ timeStamp }) => {
            const look = () => {
              if (location.pathname === path && isDrawn()) {
                // After what is painted in this frame.
                setTimeout(() => resolve(performance.now() - timeStamp));
              } else requestAnimationFrame(look);
            };
            requestAnimationFrame(look);
          },
          { capture: true, once: true },
        );
      }),
    `/c/${id}`,
  );
  await page.locator(`nav a[href="/c/${id}"]`).click();
  return await painted;
}
