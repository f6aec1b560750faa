/** How long the page's own thread was busy at a stretch: no frame comes in between. */
import type { Page } from '@playwright/test';

interface TraceEvent {
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly dur?: number;
  readonly args?: { readonly name?: string };
}

/** Milliseconds of each task of the page's thread while `act` went on, from the browser's trace. */
export async function tasksWhile(page: Page, act: () => Promise<void>): Promise<number[]> {
  const tool = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  tool.on('Tracing.dataCollected', ({ value }) => {
    for (const event of value) events.push(event as unknown as TraceEvent);
  });
  const ended = new Promise<void>((resolve) => {
    tool.once('Tracing.tracingComplete', () => resolve());
  });
  const includedCategories = ['toplevel', 'devtools.timeline', '__metadata'];
  await tool.send('Tracing.start', { traceConfig: { includedCategories } });
  await act();
  await tool.send('Tracing.end');
  await ended;
  await tool.detach();
  return events.filter(isTask(events)).map(({ dur = 0 }) => dur / 1000);
}

/** Whether it is a task of a page's thread; there is one page. */
function isTask(events: readonly TraceEvent[]): (event: TraceEvent) => boolean {
  const threads = new Set(
    events
      .filter(({ name, args }) => name === 'thread_name' && args?.name === 'CrRendererMain')
      .map(({ pid, tid }) => `${pid} ${tid}`),
  );
  return ({ name, pid, tid }) => name.endsWith('RunTask') && threads.has(`${pid} ${tid}`);
}
