/** What the service worker does: notifications, and the app without a connection. */
import { expect } from '@playwright/test';
import type { Account } from './harness/account';
import { launchWhole } from './harness/programs';
import { keptNames, type Pushed, WorkerHand } from './harness/worker-hand';
import { test as base } from './journey';
import type { Person } from './people';

interface Scene {
  readonly anna: Person;
  readonly ben: Account;
  readonly garden: { readonly id: string };
  readonly hand: WorkerHand;
}

/** Anna has looked into a channel where Ben talks, and is in front of her list now. */
const test = base.extend<Scene & { account: Account }>({
  account: async ({ exists }, use) => await use(await exists('Anna')),
  ben: async ({ exists, account: _first }, use) => await use(await exists('Ben')),
  garden: async ({ account, ben }, use) => {
    const garden = await account.channel('Garden', ben);
    await ben.says(garden, 'The beans are up.');
    await use(garden);
  },
  anna: async ({ comes, account, garden }, use) => {
    const anna = await comes('Anna', { serviceWorkers: 'allow' });
    await anna.is(account);
    await anna.opens(`/c/${garden.id}`);
    await anna.reads('The beans are up.');
    await use(anna);
  },
  hand: async ({ anna }, use) => await use(await WorkerHand.of(anna.page)),
});

test.use({ launchOptions: launchWhole() });

/** After all that was said, so that nobody has read it. */
const UNREAD = { seq: 100 } as const;

function pushed(of: Scene['garden'], more: Partial<Pushed> = {}): Pushed {
  const first = { seq: 1, title: 'Garden', sender: 'Ben', body: 'The beans are up.', unread: 1 };
  return { kind: 'message', conversation_id: of.id, ...first, ...more };
}

test('what is pushed is shown, and a newer one takes its place', async ({ hand, garden }) => {
  await hand.pushes(pushed(garden, UNREAD));
  await hand.shows({ title: 'Ben in Garden', body: 'The beans are up.', tag: garden.id });
  await hand.pushes(pushed(garden, { seq: 101, body: 'And the peas.', unread: 2 }));
  await hand.shows({ title: 'Ben in Garden · 2 unread', body: 'And the peas.' });
});

test('what cannot be read is shown in plain words', async ({ hand }) => {
  await hand.pushes('{"kind":"of another time"}');
  await hand.shows({ title: 'Snug', body: 'Something is new in Snug.' });
  await hand.pushes('{"kind":"test"}');
  const [plain, tried] = ['Something is new in Snug.', 'Notifications work on this device.'];
  await hand.shows({ body: plain }, { body: tried });
});

test('a click on a notification goes to its conversation in the window that is there', async ({
  anna,
  hand,
  garden,
}) => {
  await anna.opens('/settings');
  await anna.page.evaluate(() => Reflect.set(globalThis, 'isSamePage', true));
  await hand.pushes(pushed(garden));
  await hand.shows({ tag: garden.id });
  await hand.clicks();
  await anna.reads('The beans are up.');
  expect(new URL(anna.page.url()).pathname).toBe(`/c/${garden.id}/1`);
  expect(await anna.page.evaluate(() => Reflect.get(globalThis, 'isSamePage'))).toBe(true);
  await hand.shows();
});

test('the app can be installed', async ({ anna, hand: _ready }) => {
  const session = await anna.page.context().newCDPSession(anna.page);
  const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
  const errors = installabilityErrors.map((it) => it.errorId);
  // A window of its own that forgets everything, which every journey has.
  expect(errors.filter((it) => it !== 'in-incognito')).toEqual([]);
  const { errors: faults } = await session.send('Page.getAppManifest');
  expect(faults).toEqual([]);
});

test('what was read, here or elsewhere, takes its notification away', async ({
  account,
  anna,
  ben,
  garden,
  hand,
}) => {
  const pond = await account.channel('Pond', ben);
  await anna.opens('/settings');
  await anna.seesInTheList('Pond', /./);
  await ben.says(pond, 'The frogs are back.');
  await ben.says(garden, 'And the peas.');
  await anna.seesInTheList('Pond', /The frogs are back/);
  await hand.pushes(pushed(garden, { seq: 2 }));
  await hand.pushes(pushed(pond));
  await hand.shows({ tag: garden.id }, { tag: pond.id });
  const params = { path: { id: pond.id } };
  await account.api.PUT('/api/conversations/{id}/read', { params, body: { seq: 1 } });
  await anna.patiently(async () => await hand.shows({ tag: garden.id }));
  await anna.opensConversation('Garden');
  await anna.reads('And the peas.');
  await anna.patiently(async () => await hand.shows());
});

test('without a connection the app opens with what was read last, and what is written waits', async ({
  account,
  anna,
  ben,
  garden,
  hand: _ready,
}) => {
  anna.faults.expectUnanswered();
  await expect
    .poll(async () => await keptNames(anna.page), { timeout: 15_000 })
    .toContain(`kept_messages/${garden.id}`);
  await anna.losesTheNetwork();
  await anna.opens(`/c/${garden.id}`);
  await anna.reads('The beans are up.');
  await anna.seesInTheList('Garden', 'The beans are up.');
  await anna.seesStatus(/Offline since/);
  await anna.readsAt('The beans are up.', 'Ben');
  await anna.says('I come as soon as I can.');
  await anna.readsAt('I come as soon as I can.', 'On its way');
  // Elsewhere and back.
  await anna.opensConversation('general');
  await anna.opensConversation('Garden');
  await anna.reads('The beans are up.');
  await ben.says(garden, 'Are you there?');
  await anna.regainsTheNetwork();
  await anna.patiently(async () => await anna.reads('Are you there?'));
  await anna.patiently(
    async () => await anna.doesNotReadAt('I come as soon as I can.', 'On its way'),
  );
  const params = { path: { id: garden.id } };
  const { data } = await account.api.GET('/api/conversations/{id}/messages', { params });
  expect(data?.messages.map(({ body }) => body)).toEqual([
    'The beans are up.',
    'Are you there?',
    'I come as soon as I can.',
  ]);
});

test('whoever logs out leaves nothing, and nothing more is told', async ({
  anna,
  garden,
  hand,
}) => {
  anna.faults.expectUnanswered();
  await expect
    .poll(async () => await keptNames(anna.page), { timeout: 15_000 })
    .toContain(`kept_messages/${garden.id}`);
  await hand.pushes(pushed(garden, UNREAD));
  await hand.shows({ tag: garden.id });
  await anna.opens();
  await anna.logsOut();
  await anna.isAtTheDoor();
  await hand.shows();
  await expect
    .poll(async () => await keptNames(anna.page))
    .toEqual(expect.not.arrayContaining([expect.stringMatching(/^kept|^outbox|^drafts/)]));
  await hand.pushes(pushed(garden, UNREAD));
  await hand.shows({ title: 'Snug', body: 'Something is new in Snug.' });
  await anna.losesTheNetwork();
  await anna.opens(`/c/${garden.id}`);
  await anna.sees(/does not answer/);
  await anna.doesNotSee('The beans are up.');
});

test('a session that ended shows nothing more of itself', async ({
  account,
  anna,
  garden,
  hand: _ready,
}) => {
  anna.faults.expectUnanswered();
  await expect
    .poll(async () => await keptNames(anna.page), { timeout: 15_000 })
    .toContain(`kept_messages/${garden.id}`);
  await anna.losesTheNetwork();
  await anna.opens(`/c/${garden.id}`);
  await anna.reads('The beans are up.');
  await account.endsOtherSessions();
  await anna.regainsTheNetwork();
  await anna.patiently(async () => await anna.isAtTheDoor());
  await anna.doesNotSee('The beans are up.');
  await expect
    .poll(async () => await keptNames(anna.page))
    .toEqual(expect.not.arrayContaining([expect.stringMatching(/^kept/)]));
});

test('what is written into a notification is said, or waits until it can be', async ({
  anna,
  account,
  garden,
  hand,
}) => {
  anna.faults.expectUnanswered();
  // It is known who is in, and so whose answer it is.
  await expect
    .poll(async () => await keptNames(anna.page), { timeout: 15_000 })
    .toContain('facts/person');
  await hand.pushes(pushed(garden, UNREAD));
  await hand.shows({ tag: garden.id });
  await hand.clicks('So soon!');
  await anna.reads('So soon!');
  await hand.shows();

  await hand.pushes(pushed(garden, UNREAD));
  await hand.shows({ tag: garden.id });
  await anna.losesTheNetwork();
  await hand.clicks('I come.');
  await hand.shows({
    body: 'Not sent yet: “I come.” It goes out when Snug is open and the connection is back.',
  });
  await anna.readsAt('I come.', 'On its way');
  await anna.regainsTheNetwork();
  await anna.patiently(async () => await anna.doesNotReadAt('I come.', 'On its way'));
  const params = { path: { id: garden.id } };
  const { data } = await account.api.GET('/api/conversations/{id}/messages', { params });
  const texts = data?.messages.map(({ body }) => body);
  expect(texts).toEqual(['The beans are up.', 'So soon!', 'I come.']);
});

test('another subscription of the browser is told to the server', async ({
  account,
  anna,
  hand,
}) => {
  await expect
    .poll(async () => await keptNames(anna.page), { timeout: 15_000 })
    .toContain('facts/person');
  await hand.wasTurnedOnBy(account.user.id);
  await hand.changesSubscription('https://push.example/another');
  const { data } = await account.api.GET('/api/push/subscriptions');
  expect(JSON.stringify(data)).toContain('push.example');
});
