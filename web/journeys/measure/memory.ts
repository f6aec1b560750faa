/** What a page holds after everything that is garbage is gone. */
import type { Page } from '@playwright/test';

export interface Memory {
  readonly heap_mb: number;
  readonly nodes: number;
}

export async function memoryOf(page: Page): Promise<Memory> {
  const tool = await page.context().newCDPSession(page);
  // What is let go of by a finaliser goes with the second.
  for (let turn = 0; turn < 2; turn += 1) await tool.send('HeapProfiler.collectGarbage');
  const { usedSize } = await tool.send('Runtime.getHeapUsage');
  const { nodes } = await tool.send('Memory.getDOMCounters');
  await tool.detach();
  return { heap_mb: usedSize / 1e6, nodes };
}

/** Growth from the first to the last, in per cent. */
export function growth(of: readonly Memory[], what: keyof Memory): number {
  const first = of[0]?.[what] ?? Number.NaN;
  return (100 * ((of.at(-1)?.[what] ?? Number.NaN) - first)) / first;
}
