import { beforeEach, describe, expect, it } from 'vitest';
import { type Page, Timeline } from '@/shared/timeline/timeline';
import { message, messages } from './messages';

const REV = 1_000;

describe('what was kept of a conversation', () => {
  let timeline: Timeline;
  let kept: (Page & { readonly as_of: number }) | null;
  /** Whether the store can be read. */
  let isReadable: boolean;
  let behind: number;
  let answer: (page: Page) => void;

  beforeEach(() => {
    isReadable = true;
    behind = 0;
    kept = { ...page(1, 50), as_of: REV };
    timeline = open();
  });

  function open(): Timeline {
    const asked = () =>
      new Promise<Page>((resolve) => {
        answer = resolve;
      });
    const opened = new Timeline('den', 'ana', asked, {
      keptPage: () => (isReadable ? Promise.resolve(kept) : Promise.reject(new Error('no store'))),
      onBehind: () => {
        behind += 1;
      },
    });
    opened.begin(REV, 60);
    return opened;
  }

  function page(from: number, to: number): Page {
    return { messages: messages(from, to), has_more_before: false, has_more_after: false };
  }

  async function shows(): Promise<number | undefined> {
    const turn = new Promise<'waits'>((resolve) => setTimeout(() => resolve('waits'), 5));
    if ((await Promise.race([timeline.load(), turn])) === 'waits') return undefined;
    return timeline.ranges.get().at(-1)?.messages.length;
  }

  it('is there before the answer, and nothing is asked where nothing has happened since', async () => {
    expect(await shows()).toBe(50);
    expect(behind).toBe(0);
  });

  it('is joined by what followed, which is asked for', async () => {
    kept = { ...page(1, 50), as_of: REV - 20 };
    expect(await shows()).toBe(50);
    expect([behind, timeline.rev, timeline.newest]).toEqual([1, REV - 20, 50]);
    timeline.catchUp(REV, [...messages(51, 60), message(7, REV, { body: 'changed' })]);
    expect(timeline.ranges.get().map((it) => it.messages.length)).toEqual([60]);
    expect(timeline.at(7)?.body).toBe('changed');
  });

  it('gives way to the answer, which alone tells what one has saved elsewhere', async () => {
    expect(await shows()).toBe(50);
    timeline.hear({ after_rev: REV, rev: REV + 1, messages: [message(60, REV + 1)] });
    const saved = page(31, 60).messages.map((it) => ({ ...it, bookmarked: it.seq === 40 }));
    answer({ ...page(31, 60), messages: saved });
    await Promise.resolve();
    expect(timeline.at(40)?.bookmarked).toBe(true);
    // It was read before that was told.
    expect(timeline.at(60)?.rev).toBe(REV + 1);
    expect(timeline.rev).toBe(REV + 1);
  });

  it('does not come after the answer', async () => {
    let find = (_: Page | null): void => undefined;
    const late = new Promise<Page | null>((resolve) => {
      find = resolve;
    });
    timeline = new Timeline('den', 'ana', () => Promise.resolve(page(31, 60)), {
      keptPage: () => late,
    });
    timeline.begin(REV, 60);
    expect(await shows()).toBe(30);
    find({ ...page(1, 50), as_of: REV - 5 });
    await Promise.resolve();
    expect([timeline.rev, timeline.at(20)]).toEqual([REV, undefined]);
  });

  it('is not waited with where much has happened since, or where it says more than is known', async () => {
    for (const as_of of [REV - 101, REV + 1]) {
      timeline = open();
      kept = { ...page(1, 50), as_of };
      expect(await shows()).toBeUndefined();
      answer(page(31, 60));
      expect(await shows()).toBe(30);
    }
  });

  it('is of no use once too much had changed', async () => {
    expect(await shows()).toBe(50);
    timeline.reset(REV + 5, 60);
    expect(await shows()).toBeUndefined();
    answer(page(31, 60));
    expect(await shows()).toBe(30);
  });

  it('is done without where there is none, and where it cannot be read', async () => {
    for (const can of [true, false]) {
      timeline = open();
      kept = null;
      isReadable = can;
      expect(await shows()).toBeUndefined();
      answer(page(31, 60));
      expect(await shows()).toBe(30);
    }
  });
});
