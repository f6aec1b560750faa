/** Two people in two windows talk, whatever the line between them does. */
import { expect } from '@playwright/test';
import { test as base } from './journey';
import type { Person } from './people';

interface Two {
  readonly anna: Person;
  readonly ben: Person;
}

/** Both are in #general, and look at it. */
const test = base.extend<Two>({
  anna: async ({ comes, exists }, use) => {
    const anna = await comes('Anna');
    await anna.is(await exists('Anna'));
    await anna.opens();
    await anna.opensConversation('general');
    await use(anna);
  },
  ben: async ({ comes, exists, anna: _first }, use) => {
    const ben = await comes('Ben');
    await ben.is(await exists('Ben'));
    await ben.opens();
    await ben.opensConversation('general');
    await use(ben);
  },
});

test('what one says the other reads', async ({ anna, ben }) => {
  await anna.says('Hello Ben');
  await ben.reads('Hello Ben');
  await ben.says('Hello Anna');
  await anna.reads('Hello Anna');
});

test('a server that is killed in the middle of a sentence loses nothing and says nothing twice', async ({
  anna,
  ben,
  server,
}) => {
  anna.faults.expectUnanswered();
  ben.faults.expectUnanswered();
  await anna.says('before');
  await ben.reads('before');
  await server.kill();
  await anna.says('while it is away');
  await anna.says('and again');
  await anna.reads('and again');
  await server.start();
  await ben.reads('while it is away');
  await ben.reads('and again');
  await ben.says('we are back');
  await anna.reads('we are back');
  for (const person of [anna, ben]) {
    expect(await person.messages()).toEqual([
      'before',
      'while it is away',
      'and again',
      'we are back',
    ]);
  }
});

test('whoever was offline says what they wrote, and reads what they missed', async ({
  anna,
  ben,
}) => {
  ben.faults.expectUnanswered();
  await ben.losesTheNetwork();
  await ben.says('from the tunnel');
  await anna.says('where are you?');
  await ben.regainsTheNetwork();
  await anna.reads('from the tunnel');
  await ben.reads('where are you?');
});
