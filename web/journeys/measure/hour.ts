/** An hour of a busy place, with the page open at it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from '@playwright/test';
import { talk } from './crowd';
import { found } from './figure';
import { test } from './house';
import { growth, type Memory, memoryOf } from './memory';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** All that the page does was done once by then. */
const FIRST_MS = 5 * MINUTE_MS;
const EVERY_MS = 100;

test('an hour of ten messages a second', async ({ page, house }) => {
  test.setTimeout(HOUR_MS + 10 * MINUTE_MS);
  await page.goto(`/c/${house.busy.id}`);
  await page.locator('[data-message]').first().waitFor();
  const began = performance.now();
  const memory: Memory[] = [];
  const crowd = talk(house, EVERY_MS);
  for (let at = FIRST_MS; at <= HOUR_MS; at += FIRST_MS) {
    await sleep(began + at - performance.now());
    memory.push(await memoryOf(page));
  }
  const sent = await crowd.stop();
  await expect(page.getByRole('feed').getByText(`#${sent.last} `)).toBeVisible();
  const note = (of: (it: Memory) => string) => memory.map(of).join(', ');
  found({
    what: `an hour with ${sent.count} messages: growth of the heap`,
    value: growth(memory, 'heap_mb'),
    unit: '%',
    goal: 10,
    note: note((it) => it.heap_mb.toFixed(1)),
  });
  found({
    what: 'the same: growth of the page',
    value: growth(memory, 'nodes'),
    unit: '%',
    goal: 10,
    note: note((it) => `${it.nodes}`),
  });
});
