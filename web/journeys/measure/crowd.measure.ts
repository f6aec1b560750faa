import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page } from '@playwright/test';
import { talk } from './crowd';
import { found, spread } from './figure';
import { test } from './house';
import { growth, type Memory, memoryOf } from './memory';

const EVERY_MS = 10;
const KEYS = 200;
/** The typing is over by then, and all that the page does was done once. */
const FIRST_MS = 60_000;
const WHOLE_MS = 180_000;
const SAMPLES = 4;
/** What takes less is not told by the browser. */
const LEAST_MS = 16;

test('a hundred messages a second, and typing', async ({ page, house }) => {
  await page.goto(`/c/${house.busy.id}`);
  await page.locator('[data-message]').first().waitFor();
  const began = performance.now();
  const crowd = talk(house, EVERY_MS);
  await sleep(5_000);
  const { durations, asked } = await type(page);
  const memory: Memory[] = [];
  for (let sample = 0; sample <= SAMPLES; sample += 1) {
    const at = FIRST_MS + (sample / SAMPLES) * (WHOLE_MS - FIRST_MS);
    await sleep(began + at - performance.now());
    memory.push(await memoryOf(page));
  }
  const sent = await crowd.stop();
  const told = performance.now();
  await expect(page.getByRole('feed').getByText(`#${sent.last} `)).toBeVisible({ timeout: 5_000 });
  const late = performance.now() - told;

  const rate = (1000 * sent.count) / (performance.now() - began);
  const what = `${rate.toFixed(0)} messages/s`;
  const times = { unit: 'ms', goal: 50, note: spread(durations) };
  found({
    what: `${what}: a key to the paint after it, slowest of ${asked}`,
    value: Math.max(...durations),
    ...times,
  });
  found({
    what: `${what}: the newest is on the screen after`,
    value: late,
    unit: 'ms',
    goal: 1_000,
  });
  const heaps = memory.map(({ heap_mb }) => heap_mb.toFixed(1)).join(', ');
  const nodes = memory.map((it) => it.nodes).join(', ');
  const seconds = (WHOLE_MS - FIRST_MS) / 1000;
  const grown = (of: 'heap_mb' | 'nodes', note: string) => ({
    value: growth(memory, of),
    unit: '%',
    goal: 10,
    note,
  });
  found({ what: `${what}: growth of the heap in ${seconds} s`, ...grown('heap_mb', heaps) });
  found({ what: `${what}: growth of the page in ${seconds} s`, ...grown('nodes', nodes) });
});

/** As a person types; how long each key took until what it did was on the screen. */
async function type(page: Page): Promise<{ durations: number[]; asked: number }> {
  await page.getByRole('textbox').focus();
  await page.evaluate((durationThreshold) => {
    const entries: PerformanceEntry[] = [];
    Reflect.set(globalThis, 'keys', entries);
    const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
    observer.observe({ type: 'event', durationThreshold } as PerformanceObserverInit);
  }, LEAST_MS);
  for (let key = 0; key < KEYS; key += 1) {
    await page.keyboard.press('abcdefgh '[key % 9] ?? 'a');
    await sleep(60 + ((key * 37) % 100));
  }
  await sleep(500);
  const told = await page.evaluate(() =>
    (Reflect.get(globalThis, 'keys') as PerformanceEntry[])
      .filter(({ name }) => name === 'keydown')
      .map(({ duration }) => duration),
  );
  const quick = Array.from({ length: Math.max(0, KEYS - told.length) }, () => LEAST_MS);
  return { durations: [...quick, ...told], asked: KEYS };
}
