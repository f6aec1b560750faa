import { expect, it } from 'vitest';
import { Cells } from '@/shared/cells';
import { People } from '@/shared/people/people';
import { Typing } from '@/shared/typing/typing';

it('of what nobody watches only what was asked for last stays', () => {
  const cells = new Cells<number>(2, 0);
  const watched = cells.of('watched');
  watched.subscribe(() => undefined);
  const [first, second] = [cells.of('first'), cells.of('second')];
  cells.of('first');
  const third = cells.of('third');
  expect(cells.of('watched')).toBe(watched);
  expect(cells.of('first')).toBe(first);
  expect(cells.of('third')).toBe(third);
  expect(cells.has('second')).toBe(false);
  expect(cells.of('second')).not.toBe(second);
});

it('who is watched stays known, however many others are told of', () => {
  const people = new People(() => Promise.resolve([]));
  const ben = people.person('ben');
  ben.subscribe(() => undefined);
  const about = { display_name: '', role: 'member', disabled: false, updated_at: '1' } as const;
  const users = Array.from({ length: 3_000 }, (_, at) => ({
    ...about,
    id: `u${at}`,
    username: `u${at}`,
  }));
  people.learn([{ ...about, id: 'ben', username: 'ben' }, ...users]);
  expect(people.person('ben')).toBe(ben);
  expect(people.known()).toHaveLength(1_001);
  expect(people.known().map((it) => it.id)).toContain('u2999');
  people.stop();
});

it('who types is known where one looks, however many conversations there are', () => {
  const typing = new Typing('ana', () => Promise.resolve());
  const den = typing.of('den');
  den.subscribe(() => undefined);
  for (let at = 0; at < 500; at += 1) {
    typing.hear({ conversation_id: `c${at}`, user_id: 'ben', on: true });
  }
  typing.hear({ conversation_id: 'den', user_id: 'ben', on: true });
  expect(typing.of('den')).toBe(den);
  expect(den.get()).toEqual(['ben']);
  expect(typing.of('c0').get()).toEqual([]);
  expect(typing.of('c499').get()).toEqual(['ben']);
  typing.disconnected();
});
