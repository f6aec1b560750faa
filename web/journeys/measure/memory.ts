/** What a page holds after everything that is garbage is gone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from '@playwright/test';

/** The least of so many is what is held: the rest is on its way through, or in a finaliser. */
const TURNS = 4;
const BETWEEN_MS = 250;

export interface Memory {
  readonly heap_mb: number;
  readonly nodes: number;
}

export async function memoryOf(page: Page): Promise<Memory> {
  const tool = await page.context().newCDPSession(page);
  let least: Memory = { heap_mb: Number.POSITIVE_INFINITY, nodes: Number.POSITIVE_INFINITY };
  for (let turn = 0; turn < TURNS; turn += 1) {
    await tool.send('HeapProfiler.collectGarbage');
    const { usedSize } = await tool.send('Runtime.getHeapUsage');
    const { nodes } = await tool.send('Memory.getDOMCounters');
    least = {
      heap_mb: Math.min(least.heap_mb, usedSize / 1e6),
      nodes: Math.min(least.nodes, nodes),
    };
    await sleep(BETWEEN_MS);
  }
  await tool.detach();
  return least;
}

/** Growth from the first to the last, in per cent. */
export function growth(of: readonly Memory[], what: keyof Memory): number {
  const first = of[0]?.[what] ?? Number.NaN;
  return (100 * ((of.at(-1)?.[what] ?? Number.NaN) - first)) / first;
}
