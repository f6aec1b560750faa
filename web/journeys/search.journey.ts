/** Looking for what was said, by who, where, when and what it has. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

test('a search is narrowed by typing, by keyboard alone, and each part is taken away again', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const ben = await exists('Ben Okafor');
  const garden = await ben.channel('Garden', account);
  await ben.says(garden, 'Beans from https://beans.example');
  await ben.says(await ben.general(), 'Beans for supper');
  await ben.sends(garden, { 'beans.txt': Buffer.from('green') });
  await account.says(garden, 'Beans at last');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens();
  await anna.opensConversation('general');
  await anna.strikes('Control+Shift+F');
  await anna.isOn('searchbox', 'Search messages');
  await anna.findsNoBarriersNorDarkness();

  await anna.types('beans fro');
  await anna.seesOption(/^from:/);
  await anna.strikes('ArrowDown', 'Enter');
  await anna.hasWritten('Search messages', 'beans from:');
  await anna.types('oka');
  await anna.seesOption(/Ben Okafor/);
  await anna.findsNoBarriersNorDarkness();
  await anna.strikes('Enter');
  await anna.sees('2 messages');
  await anna.types('in:#garden ');
  await anna.sees('1 message');
  await anna.seesButton('Remove “in Garden”');
  await anna.findsNoBarriersNorDarkness();

  // Without a word, too.
  await anna.fills('Search messages', '');
  await anna.sees('2 messages');
  await anna.types('has:file ');
  await anna.sees('beans.txt');
  await anna.sees('1 message');
  await anna.presses('Remove “with a file”');
  await anna.presses('Remove “by Ben Okafor”');
  await anna.types('has:link before:2026-');
  await anna.strikes('Escape');
  await anna.fills('Search messages', '');
  const hit = anna.page.getByRole('list', { name: 'Messages found' }).getByRole('link');
  await expect(hit).toHaveCount(1);
  await hit.click();
  await anna.seesHeading('Garden');
  await anna.isOn('article', /beans\.example/);
});

test('days narrow a search on a phone, by thumb', async ({ comes, exists }) => {
  const viewport = { width: 390, height: 844 };
  const anna = await arrives({ comes, exists }, 'Anna', { viewport, hasTouch: true });
  await anna.opensConversation('general');
  await anna.says('Said today');
  await anna.opens('/?search=');
  await anna.hitsEverything();
  await anna.presses('after: since a day');
  await anna.page.getByRole('option', { name: /^today/ }).tap();
  await anna.sees('1 message');
  await anna.scrollsOneWayOnly();
  await anna.hitsEverything();
  await anna.presses(/^Remove “since /);
  await anna.presses('before: before a day');
  await anna.page.getByRole('option', { name: /^today/ }).tap();
  await anna.sees(/No message is like that/);
});
