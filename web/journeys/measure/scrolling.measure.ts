import type { Page } from '@playwright/test';
import { found, spread } from './figure';
import { test } from './house';
import { growth, type Memory, memoryOf } from './memory';
import { tasksWhile } from './trace';

const ROUNDS = 6;
/** Of each round, at the speed of a quick hand: screens and screens of messages. */
const FAR_PX = 30_000;
const PX_PER_S = 4_000;

test('scrolling through a conversation of 100,000', async ({ page, house }) => {
  await page.goto(`/c/${house.busy.id}`);
  await page.locator('[data-message]').first().waitFor();
  const memory: Memory[] = [];
  const tasks: number[] = [];
  const frames: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    await watchFrames(page);
    tasks.push(...(await tasksWhile(page, () => scroll(page))));
    frames.push(...(await framesOf(page)));
    memory.push(await memoryOf(page));
  }
  const what = 'scrolling back through 100,000';
  found({
    what: `${what}: longest time without a frame being begun`,
    value: Math.max(...frames),
    unit: 'ms',
    goal: 50,
    note: spread(frames),
  });
  found({
    what: `${what}: longest task in the trace`,
    value: Math.max(...tasks),
    unit: 'ms',
    goal: 50,
    note: spread(tasks.filter((it) => it >= 1)),
  });
  const heaps = memory.map(({ heap_mb }) => heap_mb.toFixed(1)).join(', ');
  const nodes = memory.map((it) => it.nodes).join(', ');
  found({ what: `${what}: growth of the heap`, ...grown(memory, 'heap_mb', heaps) });
  found({ what: `${what}: growth of the page`, ...grown(memory, 'nodes', nodes) });
});

async function scroll(page: Page): Promise<void> {
  const tool = await page.context().newCDPSession(page);
  await tool.send('Input.synthesizeScrollGesture', {
    x: 800,
    y: 400,
    yDistance: FAR_PX,
    speed: PX_PER_S,
    gestureSourceType: 'mouse',
    preventFling: true,
  });
  await tool.detach();
}

async function watchFrames(page: Page): Promise<void> {
  await page.evaluate(() => {
    const frames: number[] = [];
    let before = performance.now();
    const next = (now: number): void => {
      frames.push(now - before);
      before = now;
      if (Reflect.get(globalThis, 'frames_seen') === frames) requestAnimationFrame(next);
    };
    Reflect.set(globalThis, 'frames_seen', frames);
    requestAnimationFrame(next);
  });
}

/** Milliseconds from each frame to the next. */
async function framesOf(page: Page): Promise<number[]> {
  return await page.evaluate(() => {
    const frames = Reflect.get(globalThis, 'frames_seen') as number[];
    Reflect.set(globalThis, 'frames_seen', null);
    return frames;
  });
}

function grown(memory: readonly Memory[], of: keyof Memory, note: string) {
  return { value: growth(memory, of), unit: '%', goal: 10, note };
}
