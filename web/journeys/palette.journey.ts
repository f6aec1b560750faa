/** Going anywhere and doing anything by typing a part of its name. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

test('somebody goes to a conversation, writes to a person and does something, by keyboard alone', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await exists('Ben Okafor');
  await ben.channel('Allotment');
  const garden = await ben.channel('Garden');
  await ben.says(garden, 'hello');
  await anna.opensConversation('general');

  await anna.strikes('Control+K');
  await anna.isOn('combobox', 'Find people, conversations, actions');
  await anna.findsNoBarriersNorDarkness();
  await anna.types('okaf');
  await anna.seesOption(/Ben Okafor/);
  await anna.strikes('Enter');
  await anna.seesHeading('Ben Okafor');
  await anna.isOn('textbox', 'Message');

  // Whom one writes with already is found as that.
  await anna.strikes('Control+K');
  await anna.types('general');
  await anna.strikes('Enter');
  await anna.seesHeading('general');

  await anna.strikes('Control+K');
  await anna.types('theme dark');
  await anna.strikes('Enter');
  await expect(anna.page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await anna.isOn('textbox', 'Message');

  await anna.strikes('Control+K');
  await anna.types('nothing of this name');
  await anna.seesOption('Search messages for “nothing of this name”');
  await anna.strikes('Enter');
  await anna.hasWritten('Search messages', 'nothing of this name');
});

test('all keys are found by a key, while one writes too', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.says('Hello');
  await anna.page.keyboard.type('What?');
  await anna.strikes('Control+/');
  const sheet = anna.page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  await anna.findsNoBarriersNorDarkness();
  await anna.strikes('Escape');
  await anna.isWriting('What?');
  await anna.strikes('Shift+Tab', 'Control+/');
  await expect(sheet).toBeVisible();
  await anna.strikes('Escape');
  await anna.isOn('article', /Hello/);
});

test('a message is taken along to another conversation, with its files and a word on it', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const ben = await exists('Ben');
  const garden = await ben.channel('Garden', account);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens();
  await ben.sends(garden, { 'beans.txt': Buffer.from('green') }, 'The beans\nare up');
  await anna.opensConversation('Garden');
  await anna.opensTheMenu('The beans');
  await anna.chooses('Forward');
  await anna.isOn('combobox', 'Forward to …');
  await anna.types('gener');
  await anna.strikes('Enter');
  await anna.seesHeading('general');
  await anna.sees('beans.txt');
  const composer = anna.page.getByRole('textbox', { name: 'Message' });
  await expect(composer).toHaveValue(/^> The beans\n> are up\n\n— Ben, http\S+\/c\/\S+\/\d+\n$/);
  await composer.press('End');
  await anna.types('At last!');
  await anna.strikes('Enter');
  const said = anna.message('At last!');
  await expect(said.getByRole('blockquote')).toHaveText('The beans\nare up');
  await expect(said).toContainText('beans.txt');

  // The way back to it, within the page.
  await said.getByRole('link', { name: /\/c\// }).click();
  await anna.seesHeading('Garden');
  await anna.isOn('article', /The beans/);
});
