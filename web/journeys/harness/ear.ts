/** How many notes a browser has played, since no journey hears them. */
import type { BrowserContext, Page } from '@playwright/test';

/** From the next page on. */
export async function listen(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const play = OscillatorNode.prototype.start;
    Reflect.set(globalThis, 'snugNotes', 0);
    OscillatorNode.prototype.start = function start(when) {
      Reflect.set(globalThis, 'snugNotes', Reflect.get(globalThis, 'snugNotes') + 1);
      play.call(this, when);
    };
  });
}

export async function notes(...pages: readonly Page[]): Promise<number> {
  const played = pages.map(
    async (page) => await page.evaluate((): number => Reflect.get(globalThis, 'snugNotes')),
  );
  return (await Promise.all(played)).reduce((sum, count) => sum + count, 0);
}
