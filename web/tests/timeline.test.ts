import { beforeEach, describe, expect, it } from 'vitest';
import type { MessagePage } from '@/shared/api/wire';
import { cut, end, insert, type Range } from '@/shared/timeline/range';
import { Timeline } from '@/shared/timeline/timeline';
import { message, messages } from './messages';

const spans = (ranges: readonly Range[]) => ranges.map((it) => [it.from, end(it)]);

describe('ranges', () => {
  it('join where they meet, and only there', () => {
    let ranges = insert([], messages(10, 12));
    ranges = insert(ranges, messages(20, 22));
    expect(spans(ranges)).toEqual([
      [10, 12],
      [20, 22],
    ]);
    ranges = insert(ranges, messages(13, 18));
    expect(spans(ranges)).toEqual([
      [10, 18],
      [20, 22],
    ]);
    ranges = insert(ranges, [message(19, 30)]);
    expect(spans(ranges)).toEqual([[10, 22]]);
    expect(ranges[0]?.messages.map((it) => it.seq)).toEqual(messages(10, 22).map((it) => it.seq));
  });

  it('take what comes in any order', () => {
    expect(spans(insert([], [message(3, 3), message(1, 1), message(2, 2)]))).toEqual([[1, 3]]);
  });

  it('are cut to what is wanted', () => {
    const ranges = insert(insert([], messages(1, 5)), messages(8, 9));
    expect(spans(cut(ranges, 4, 8))).toEqual([
      [4, 5],
      [8, 8],
    ]);
  });
});

describe('a timeline', () => {
  let timeline: Timeline;
  /** Answers the page that is being loaded. */
  let answer: (page: MessagePage | Error) => Promise<void>;
  let asked: unknown[];

  beforeEach(() => {
    const waiting: PromiseWithResolvers<MessagePage>[] = [];
    asked = [];
    timeline = new Timeline('den', 'ana', (_, place) => {
      const page = deferred<MessagePage>();
      asked.push(place);
      waiting.push(page);
      return page.promise;
    });
    answer = async (page) => {
      const next = waiting.shift();
      if (page instanceof Error) next?.reject(page);
      else next?.resolve(page);
      await new Promise((resolve) => setTimeout(resolve));
    };
    timeline.reset(10, 8);
  });

  const page = (from: number, to: number): MessagePage => ({
    messages: messages(from, to),
    has_more_before: from > 1,
    has_more_after: false,
  });

  async function loaded(from = 5, to = 8): Promise<void> {
    const loading = timeline.load();
    await answer(page(from, to));
    await loading;
  }

  it('applies what joins, ignores what is old, and takes nothing across a gap', async () => {
    await loaded();
    expect(timeline.hear({ after_rev: 8, rev: 10, messages: [message(8, 10)] })).toBe('old');
    expect(timeline.hear({ after_rev: 11, rev: 12, messages: [message(8, 12)] })).toBe('gap');
    expect(timeline.at(8)?.rev).toBe(8);
    expect(timeline.hear({ after_rev: 9, rev: 11, messages: [message(8, 11)] })).toBe('applied');
    expect([timeline.at(8)?.rev, timeline.rev]).toEqual([11, 11]);
  });

  it('never puts something older in the place of something newer', async () => {
    await loaded();
    timeline.catchUp(14, [message(6, 14)]);
    timeline.catchUp(12, [message(6, 12)]);
    expect([timeline.at(6)?.rev, timeline.rev]).toEqual([14, 14]);
  });

  it('adds what is new, and of what is old only what is loaded', async () => {
    await loaded();
    const change = [message(3, 11), message(5, 12), message(10, 14), message(9, 15)];
    timeline.hear({ after_rev: 10, rev: 15, messages: change });
    expect(spans(timeline.ranges.get())).toEqual([[5, 10]]);
    expect(timeline.at(5)?.rev).toBe(12);
    expect(timeline.newest).toBe(10);
    expect(timeline.byId('m9')?.seq).toBe(9);
  });

  it('keeps nothing of a conversation that was never opened', () => {
    timeline.hear({ after_rev: 10, rev: 11, messages: [message(9, 11)] });
    expect(timeline.ranges.get()).toEqual([]);
    expect([timeline.rev, timeline.newest]).toEqual([11, 9]);
  });

  it('shows the first message of an empty conversation that is open', async () => {
    timeline.reset(1, 0);
    const loading = timeline.load();
    await answer({ messages: [], has_more_before: false, has_more_after: false });
    await loading;
    timeline.hear({ after_rev: 1, rev: 2, messages: [message(1, 2)] });
    expect(spans(timeline.ranges.get())).toEqual([[1, 1]]);
  });

  it('keeps what changed while a page was on its way', async () => {
    const loading = timeline.load();
    timeline.hear({ after_rev: 10, rev: 11, messages: [message(6, 11)] });
    await answer(page(5, 8));
    await loading;
    expect(timeline.at(6)?.rev).toBe(11);
  });

  it('asks again for a page that was on its way when everything was dropped', async () => {
    const loading = timeline.load();
    timeline.reset(50, 20);
    await answer(page(5, 8));
    expect(timeline.ranges.get()).toEqual([]);
    await answer(page(15, 20));
    await loading;
    expect(spans(timeline.ranges.get())).toEqual([[15, 20]]);
  });

  it('asks for a page only once at a time, and again after it failed', async () => {
    const loads = Promise.allSettled([timeline.load({ before: 5 }), timeline.load({ before: 5 })]);
    expect(asked).toHaveLength(1);
    await answer(new Error('gone'));
    expect(await loads).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    const again = timeline.load({ before: 5 });
    await answer(page(1, 4));
    await again;
    expect(spans(timeline.ranges.get())).toEqual([[1, 4]]);
  });

  it('lets go of what is far away', async () => {
    await loaded(1, 8);
    const before = timeline.ranges.get();
    timeline.keep(1, 8);
    expect(timeline.ranges.get()).toBe(before);
    timeline.keep(6, 7);
    expect(spans(timeline.ranges.get())).toEqual([[6, 7]]);
    expect(timeline.byId('m8')).toBeUndefined();
    timeline.close();
    expect(timeline.ranges.get()).toEqual([]);
  });

  describe('knows of a reaction whether it is one of its own', () => {
    const reacted = (rev: number, user_ids: string[], count = user_ids.length, mine?: boolean) =>
      message(8, rev, {
        reactions: [{ emoji: '🎈', count, user_ids, ...(mine === undefined ? {} : { mine }) }],
      });
    const mine = () => timeline.at(8)?.reactions[0]?.mine;

    it('from who reacted, where all of them are named', async () => {
      await loaded();
      timeline.catchUp(11, [reacted(11, ['ben', 'ana'])]);
      expect(mine()).toBe(true);
      timeline.catchUp(12, [reacted(12, ['ben'])]);
      expect(mine()).toBe(false);
    });

    it('from what is told, and from what was known, where not all are named', async () => {
      await loaded();
      const told = { id: 'm8', user_id: 'ana', emoji: '🎈' };
      timeline.catchUp(11, [reacted(11, ['ben'], 60)]);
      expect(mine()).toBeNull();
      timeline.catchUp(12, [reacted(12, ['ben'], 61)], [{ ...told, on: true }]);
      expect(mine()).toBe(true);
      timeline.catchUp(13, [reacted(13, ['ben'], 62)]);
      expect(mine()).toBe(true);
      timeline.catchUp(14, [reacted(14, ['ben'], 61)], [{ ...told, on: false }]);
      expect(mine()).toBe(false);
    });

    it('from a page that is older than the message, but says so', async () => {
      const loading = timeline.load();
      timeline.hear({ after_rev: 10, rev: 11, messages: [reacted(11, ['ben'], 61)] });
      const messages = [reacted(9, ['ben'], 60, true)];
      await answer({ messages, has_more_before: true, has_more_after: false });
      await loading;
      expect(timeline.at(8)).toMatchObject({ rev: 11, reactions: [{ count: 61, mine: true }] });
    });
  });
});

interface PromiseWithResolvers<T> {
  promise: Promise<T>;
  resolve: (value: T) => void;
  reject: (why: Error) => void;
}

function deferred<T>(): PromiseWithResolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (why: Error) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
