/** What a page that is open tells by itself: in its tab, by a notification, by a sound. */
import { expect } from '@playwright/test';
import { listen, notes } from './harness/ear';
import { test } from './told';

test('what is unread is counted in the title and in the sign of the tab', async ({
  anna,
  ben,
  garden,
  push: _open,
}) => {
  const sign = anna.page.locator('link[rel=icon]');
  await expect(anna.page).toHaveTitle(/^Settings/);
  await ben.says(garden, 'The beans are up.');
  await expect(anna.page).toHaveTitle(/^\(1\) Settings/);
  await expect(sign).toHaveAttribute('href', /^data:image\/png/, { timeout: 10_000 });
  const one = await sign.getAttribute('href');
  await ben.says(garden, 'And the peas.');
  await expect(anna.page).toHaveTitle(/^\(2\) Settings/);
  await expect(sign).not.toHaveAttribute('href', one ?? '');
  const light = await sign.getAttribute('href');
  await anna.page.emulateMedia({ colorScheme: 'dark' });
  await expect(sign).not.toHaveAttribute('href', light ?? '');
  await anna.opensConversation('Garden');
  await anna.reads('And the peas.');
  await expect(anna.page).toHaveTitle(/^Garden/);
  await expect(sign).toHaveAttribute('href', /\/icon\.svg$/);
});

test('where pushes are off, one of two tabs shows what is new, and none what is muted or seen', async ({
  account,
  anna,
  ben,
  garden,
  hand,
  push,
}) => {
  await push.permits('granted');
  await anna.sees('You are told of new messages here only while Snug is open.');
  const tab = await anna.opensATab('/settings/notifications');
  await tab.sees('You are told of new messages here only while Snug is open.');
  const pond = await account.channel('Pond', ben);
  await anna.seesInTheList('Pond', /./);
  await ben.says(pond, 'The frogs are back.');
  await hand.shows({ title: 'Ben in Pond', body: 'The frogs are back.', tag: pond.id });
  await hand.clicks();
  await Promise.race([anna.reads('The frogs are back.'), tab.reads('The frogs are back.')]);
  const params = { path: { id: garden.id } };
  const body = { notify: 'none', muted_until: null } as const;
  await account.api.PUT('/api/conversations/{id}/preferences', { params, body });
  await ben.says(garden, 'The beans are up.');
  // In front of them.
  await ben.says(pond, 'And the newts.');
  await Promise.race([anna.reads('And the newts.'), tab.reads('And the newts.')]);
  const general = await account.general();
  await ben.says(general, 'Supper!');
  await hand.shows({ title: 'Ben in general', body: 'Supper!' });
});

test('where nothing is shown a soft sound is heard, by one tab, until it is turned off', async ({
  anna,
  ben,
  garden,
  push: _open,
}) => {
  await listen(anna.page.context());
  await anna.comesBack();
  const tab = await anna.opensATab('/settings/notifications');
  // Browsers play nothing before something was pressed.
  for (const it of [tab, anna]) await it.picks('A soft sound');
  const played = async () => await notes(anna.page, tab.page);
  expect(await played()).toBe(0);
  await ben.says(garden, 'The beans are up.');
  await expect.poll(played).toBe(2);
  // A second one comes after the rest that the first one has.
  await anna.page.waitForTimeout(2_000);
  expect(await played()).toBe(2);
  await ben.says(garden, 'And the peas.');
  await expect.poll(played).toBe(4);
  await anna.picks('None');
  await anna.page.waitForTimeout(2_000);
  await ben.says(garden, 'And the carrots.');
  await expect(anna.page).toHaveTitle(/^\(3\)/);
  await anna.page.waitForTimeout(1_000);
  expect(await played()).toBe(4);
});
