/** Who somebody is, what they are up to, and how far they have read. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

test('a status is chosen, seen by the others beside one’s name, and taken away', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const account = await exists('Ben');
  const general = await account.general();
  await account.says(general, 'hello');
  const ben = await comes('Ben');
  await ben.is(account);
  await ben.opens(`/c/${general.id}`);
  await anna.opensConversation('general');
  await anna.says('here');

  await anna.page.getByRole('button', { name: /Your account/ }).click();
  await anna.chooses('Set a status');
  await anna.seesHeading('Your status');
  await anna.findsNoBarriersNorDarkness();
  await anna.presses('At lunch');
  await anna.hasWritten('What are you up to?', 'At lunch');
  await anna.presses('Save');
  const sign = ben.message('here').getByRole('img', { name: 'At lunch' });
  await expect(sign).toBeVisible();

  // Who that is, by a press and by keyboard.
  await ben.page.getByTitle('Profile of Anna').click();
  await ben.seesHeading('Anna');
  await ben.sees('At lunch');
  await ben.findsNoBarriersNorDarkness();
  await ben.strikes('Escape');
  await ben.opensTheMenu('here');
  await ben.chooses('Profile');
  await ben.presses('Write a message');
  await ben.seesHeading('Anna');
  await ben.sees(/At lunch/);

  await anna.page.getByRole('button', { name: /Your account/ }).click();
  await anna.chooses('Set a status');
  await anna.presses('Clear status');
  await expect(ben.page.getByRole('img', { name: 'At lunch' })).toHaveCount(0);
});

test('somebody is blocked where they wrote, by a press on their name', async ({
  comes,
  exists,
}) => {
  const [account, ben] = [await exists('Anna'), await exists('Ben')];
  const direct = await account.direct(ben);
  await ben.says(direct, 'Buy my lamps');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${direct.id}`);
  await anna.asksWhoIs('Ben', 'Buy my lamps');
  await anna.presses('Block');
  await anna.isAsked('Block Ben?');
  await anna.findsNoBarriersNorDarkness();
  await anna.confirms('Block');
  await anna.seesButton('Unblock');
  await anna.findsNoBarriers();
  await expect(ben.says(direct, 'All of them')).rejects.toThrow();
  await anna.presses('Unblock');
  await anna.seesButton('Block');
  await anna.strikes('Escape');
  await ben.says(direct, 'A lamp?');
  await anna.reads('A lamp?');
});

test('over a group one sees how many of it are here', async ({ comes, exists }) => {
  const [account, ben, cleo] = [await exists('Anna'), await exists('Ben'), await exists('Cleo')];
  const group = await account.group(ben, cleo);
  await account.channel('Garden', ben, cleo);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${group.id}`);
  await anna.sees('3 members');
  await ben.arrives();
  await anna.sees('3 members · 2 here');
  await anna.opensConversation('Garden');
  await anna.sees('3 members · 2 here');
  await cleo.arrives();
  await anna.sees('3 members · 3 here');
  await ben.leaves();
  await cleo.leaves();
  await anna.sees(/^3 members$/);
  await anna.findsNoBarriers();
});

test('two people see how far the other has read', async ({ comes, exists }) => {
  const account = await exists('Ben');
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await comes('Ben');
  await ben.is(account);
  await ben.opens();
  await anna.strikes('Control+K');
  await anna.isOn('combobox', /^Find/);
  await anna.types('ben');
  await anna.seesOption(/@ben/);
  await anna.strikes('Enter');
  await anna.seesHeading('Ben');
  await anna.says('one');
  await anna.opensTheMenu('one');
  await anna.patiently(async () => await anna.sees('Nobody has read it yet'));
  await anna.strikes('Escape');
  await ben.opensConversation('Anna');
  await ben.reads('one');
  await anna.patiently(async () => {
    await expect(anna.message('one').getByRole('img', { name: 'Read by Ben' })).toBeVisible();
  });
  await anna.findsNoBarriersNorDarkness();
  await ben.says('two');
  await expect(anna.message('two').getByRole('img', { name: 'Read by Ben' })).toBeVisible();
});

test('somebody says where their clock is, and takes their data along', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const anna = await comes('Anna');
  await anna.is(account);
  await account.says(await account.general(), 'mine');
  await anna.opens('/settings');
  await anna.page.getByLabel('Your time zone').selectOption('Asia/Tokyo');
  await anna.comesBack();
  await expect(anna.page.getByLabel('Your time zone')).toHaveValue('Asia/Tokyo');
  const saved = anna.page.waitForEvent('download');
  await anna.presses('Download');
  const file = await saved;
  expect(file.suggestedFilename()).toBe('snug-anna.jsonl');
  await anna.sees('Saved to your downloads.');
});
