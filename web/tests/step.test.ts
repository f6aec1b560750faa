import { describe, expect, it } from 'vitest';
import type { Shown } from '@/features/conversation/timeline/feed-reader';
import { step } from '@/features/conversation/timeline/steps';
import { idOf } from '@/shared/messenger/item';
import { messages } from './messages';

describe('a step', () => {
  const at = (from: number, to: number, epoch = 1): Shown => ({
    name: 'ready',
    epoch,
    target: { name: 'newest' },
    items: messages(from, to).map((it) => ({ type: 'message', message: it, changes: [] })),
    context: null,
    before: { name: 'more' },
    after: { name: 'none' },
    missed: null,
  });
  const ids = ({ items }: Shown) => [items[0], items.at(-1)].map((it) => it && idOf(it));

  it('is all at once, where one end changes or it is another place', () => {
    expect(step(null, at(5, 9))).toMatchObject({ isShift: false });
    expect(step(at(5, 9), at(5, 12))).toEqual({ shown: at(5, 12), isShift: false });
    expect(step(at(5, 9), at(2, 9))).toEqual({ shown: at(2, 9), isShift: true });
    expect(step(at(5, 9), at(7, 9))).toEqual({ shown: at(7, 9), isShift: true });
    expect(step(at(5, 9), at(1, 3, 2))).toEqual({ shown: at(1, 3, 2), isShift: false });
  });

  it('changes the end first, where both do', () => {
    for (const [held, wanted] of [
      [at(5, 9), at(2, 10)],
      [at(5, 9), at(2, 7)],
      [at(5, 9), at(7, 12)],
    ] as const) {
      const first = step(held, wanted);
      expect(first.isShift).toBe(false);
      expect(ids(first.shown)).toEqual([ids(held)[0], ids(wanted)[1]]);
      expect(step(first.shown, wanted)).toEqual({ shown: wanted, isShift: true });
    }
  });
});
