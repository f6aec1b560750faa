/** All that was sent in a conversation, in one list. */
import { expect } from '@playwright/test';
import { png } from './harness/picture';
import { UNLIMITED } from './harness/server';
import { test } from './journey';

test.use({ settings: UNLIMITED });

test('somebody finds a file that was sent long ago, and goes to where it was said', async ({
  comes,
  exists,
}) => {
  const [account, ben] = [await exists('Anna'), await exists('Ben')];
  const garden = await ben.channel('Garden', account);
  await ben.sends(garden, { 'plan.txt': Buffer.from('beans') }, 'The plan of the beds');
  for (let number = 1; number <= 60; number += 1) {
    await ben.sends(garden, { [`Picture ${number}.png`]: png(40, 30, number) });
  }
  await ben.floods(garden, 50, (n) => `line ${n}`);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${garden.id}`);
  await anna.presses('More about this conversation');
  await anna.chooses('Files');
  const panel = anna.page.getByRole('complementary', { name: 'Files' });
  const files = panel.getByRole('listitem');
  await expect(files.first()).toContainText('Picture 60.png');
  await expect(files.first()).toContainText('Ben');
  await anna.findsNoBarriersNorDarkness();

  // What comes meanwhile is there, first of all.
  await ben.sends(garden, { 'new.txt': Buffer.from('peas') });
  await expect(files.first()).toContainText('new.txt');

  // It goes on by itself where it ends.
  await expect(async () => {
    await files.last().scrollIntoViewIfNeeded();
    await expect(files.last()).toContainText('plan.txt', { timeout: 500 });
  }).toPass();
  await files
    .last()
    .getByRole('link', { name: /^plan\.txt/ })
    .click();
  await anna.reads('The plan of the beds');
  await expect(anna.page).toHaveURL(/\/\d+\?panel=files$/);
  const download = anna.page.waitForEvent('download');
  await panel.getByRole('link', { name: 'Download plan.txt' }).click();
  expect((await download).suggestedFilename()).toBe('plan.txt');
  await anna.strikes('Escape');
  await expect(panel).toHaveCount(0);
});

test('on a phone the list of files makes way for what it leads to, and is called by its name', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  const phone = await comes('Anna', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await phone.is(account);
  await phone.opens(`/c/${general.id}?panel=files`);
  await phone.sees(/^There are no files here yet/);
  await account.sends(general, { 'beans.txt': Buffer.from('green') }, 'How they grow');
  await phone.follows(/^beans\.txt/);
  await phone.reads('How they grow');
  await phone.scrollsOneWayOnly();
  await phone.strikes('Control+K');
  await phone.isOn('combobox', /^Find/);
  await phone.types('files of');
  await phone.seesOption('Files of this conversation');
  await phone.strikes('Enter');
  await phone.seesHeading('Files');
  await phone.sees('beans.txt');
  await phone.findsNoBarriers();
});
