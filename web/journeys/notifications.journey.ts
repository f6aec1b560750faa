/** Being told of what is new: turning it on, what is pushed, what one is told of, muting. */
import { expect } from '@playwright/test';
import { test } from './told';

const ON = 'You are told of new messages here, also while Snug is closed.';

test('what is said while nobody looks reaches a device that was turned on', async ({
  anna,
  ben,
  garden,
  hand,
  push,
}) => {
  await anna.sees('Your browser asks you first whether it may.');
  expect(push.asked).toBe(0);
  await anna.presses('Turn on');
  await anna.sees(ON);
  expect(push.asked).toBe(1);
  await anna.sees(/This device · Since/);
  await ben.says(garden, 'The beans are up.');
  const [payload] = await push.receives(1);
  expect(payload).toMatchObject({ kind: 'message', unread: 1, badge: 1 });
  await hand.pushes(JSON.stringify(payload));
  await hand.shows({ title: 'Ben in Garden', body: 'The beans are up.', tag: garden.id });
  await hand.clicks();
  await anna.reads('The beans are up.');
  await anna.patiently(async () => await hand.shows());
});

test('a device stays on over a reload, and is off after it is turned off', async ({
  account,
  anna,
  hand: _ready,
  push,
}) => {
  await anna.presses('Turn on');
  await anna.sees(ON);
  await anna.comesBack();
  await anna.sees(ON);
  expect(push.asked).toBe(1);
  await anna.presses('Turn off');
  await anna.sees('You are told of new messages here only while Snug is open.');
  await anna.sees(/^None yet\./);
  expect(await push.isSubscribed()).toBe(false);
  const { data } = await account.api.GET('/api/push/subscriptions');
  expect(data?.subscriptions).toEqual([]);
});

test('a test says what the push service answered, and a device can be removed', async ({
  anna,
  hand: _ready,
  push,
  service,
}) => {
  // It is off the list already when it is removed.
  anna.faults.expect(/status of 404 .*subscriptions/);
  await anna.presses('Turn on');
  await anna.sees(/This device · Since/);
  await anna.presses(/^Send a test to /);
  await anna.sees(/Its push service took it/);
  expect(await push.receives(1)).toMatchObject([{ kind: 'test' }]);
  await anna.sees(/The last push was taken/);
  await service.answers(push.subscription.id, 503);
  await anna.presses(/^Send a test to /);
  await anna.sees('Its push service has no time just now (503). Try again later.');
  await service.answers(push.subscription.id, 403);
  await anna.presses(/^Send a test to /);
  await anna.sees(/takes nothing from this server \(403/);
  await service.answers(push.subscription.id, 410);
  await anna.presses(/^Send a test to /);
  await anna.sees(/does not know this device any more/);
  await anna.presses(/^Remove /);
  await anna.confirms('Remove');
  await anna.sees(/^None yet\./);
  await anna.seesButton('Turn on');
});

test('whoever logs out takes the device along', async ({ account, anna, hand: _ready, push }) => {
  await anna.presses('Turn on');
  await anna.sees(/This device · Since/);
  await anna.opens();
  await anna.logsOut();
  await anna.isAtTheDoor();
  await expect.poll(async () => await push.isSubscribed()).toBe(false);
  const { data } = await account.api.GET('/api/push/subscriptions');
  expect(data?.subscriptions).toEqual([]);
});

test('a browser that blocks notifications is explained, and noticed when it no longer does', async ({
  anna,
  hand: _ready,
  push,
}) => {
  push.answers('denied');
  await anna.presses('Turn on');
  await anna.sees('Blocked by the browser');
  await anna.sees(/set “Notifications” to “Allow”/);
  await push.permits('granted');
  await anna.sees('You are told of new messages here only while Snug is open.');
  await anna.presses('Turn on');
  await anna.sees(ON);
});

test('what one is told of is kept for all devices', async ({ account, anna, push: _open }) => {
  await anna.picks('Mentions and direct messages');
  await anna.picks('Only that there is something');
  await anna.picks('Every day');
  await anna.fills('From', '21:30');
  await anna.page.getByLabel('From').blur();
  await anna.page.getByLabel('By the clock of').selectOption('Asia/Tokyo');
  await anna.page.getByLabel(/waits for/).selectOption('4 hours');
  const kept = async () => (await account.api.GET('/api/notifications/preferences')).data;
  await expect.poll(kept).toEqual({
    notify: 'mentions',
    show_text: false,
    quiet_hours: { from: '21:30', to: '07:00', time_zone: 'Asia/Tokyo' },
    ttl_seconds: 14_400,
  });
  await anna.comesBack();
  await anna.hasWritten('From', '21:30');
  await expect(anna.page.getByRole('radio', { name: 'Only that' })).toBeChecked();
});

test('a conversation is muted for a while, and heard again', async ({ account, anna, garden }) => {
  await anna.opens(`/c/${garden.id}`);
  await anna.presses('More about this conversation');
  await anna.chooses('Mute for an hour');
  await anna.seesInTheList('Garden', /./);
  await expect(anna.page.getByRole('img', { name: 'muted' })).toBeVisible();
  const me = async () => {
    const params = { path: { id: garden.id } };
    return (await account.api.GET('/api/conversations/{id}', { params })).data?.me;
  };
  const until = Date.parse((await me())?.muted_until ?? '');
  expect(Math.abs(until - Date.now() - 60 * 60_000)).toBeLessThan(60_000);
  const clock = await anna.page.evaluate((at) => {
    const shape = { hour: 'numeric', minute: '2-digit' } as const;
    return new Intl.DateTimeFormat('en-GB', shape).format(at);
  }, until);
  // Late in the evening the hour ends on another day, which then stands before it.
  await anna.sees(new RegExp(`^Muted until (.*\\b)?0?${clock}$`));
  await anna.presses('More about this conversation');
  await anna.chooses(/^End the mute/);
  await anna.doesNotSee(/^Muted until/);
  await anna.presses('More about this conversation');
  await anna.chooses(/^Mute until tomorrow/);
  await anna.sees(/^Muted until .*08:00/);
  await anna.presses('More about this conversation');
  await anna.page.getByRole('menuitemradio', { name: /^Nothing/ }).click();
  await anna.sees(/^Muted$/);
  expect(await me()).toMatchObject({ notify: 'none' });
});

test('whoever has said something is offered it once, and may decline for good', async ({
  anna,
  garden,
  hand: _ready,
  push,
}) => {
  const offer = /^Shall Snug tell you/;
  await anna.mayBeOffered();
  await anna.opens(`/c/${garden.id}`);
  await anna.says('The beans are up.');
  await anna.patiently(async () => await anna.sees(offer));
  expect(push.asked).toBe(0);
  await anna.presses('No, thanks');
  await anna.doesNotSee(offer);
  await anna.comesBack();
  await anna.says('And the peas.');
  await anna.page.waitForTimeout(4_000);
  await anna.doesNotSee(offer);
  expect(push.asked).toBe(0);
});
