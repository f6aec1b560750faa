/** The bytes of the scripts that a browser needs until somebody reads the first message. */
import { brotliCompressSync } from 'node:zlib';
import type { Page } from '@playwright/test';

/** What may be loaded until then, compressed. */
export const MOST_KB = 150;

interface Script {
  readonly url: string;
  readonly bytes: number;
}

/** Opens a conversation by its address, and resolves when a message of it is drawn. */
export async function weigh(page: Page, address: string): Promise<number> {
  await page.goto(address);
  const scripts = await page.evaluate(scriptsBeforeTheFirstMessage);
  const sizes = scripts.map(async ({ url, bytes }) => {
    const answer = await page.request.get(url, { headers: { 'accept-encoding': 'br' } });
    // Pages from a folder are served as they are, or in another way.
    const isAsServed = answer.headers()['content-encoding'] === 'br';
    return isAsServed ? bytes : brotliCompressSync(await answer.body()).length;
  });
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0) / 1000;
}

async function scriptsBeforeTheFirstMessage(): Promise<Script[]> {
  while (!document.querySelector('[data-message]')) {
    await new Promise((resolve) => requestAnimationFrame(resolve));
  }
  const drawn = performance.now();
  return performance
    .getEntriesByType('resource')
    .filter((it) => it instanceof PerformanceResourceTiming)
    .filter(({ name, startTime }) => name.endsWith('.js') && startTime < drawn)
    .map(({ name, encodedBodySize }) => ({ url: name, bytes: encodedBodySize }));
}
