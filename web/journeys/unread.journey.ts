/** Back to where reading stopped. */
import { expect } from '@playwright/test';
import { UNLIMITED } from './harness/server';
import { test } from './journey';

test.use({ settings: UNLIMITED });

test('whoever reads far above goes to the first that is new, and then to the newest', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const ben = await exists('Ben');
  const general = await account.general();
  await account.floods(general, 60, (n) => `old ${n}.`);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${general.id}`);
  await anna.reads('old 59.');
  await anna.strikes('Shift+Tab', 'Home');
  await anna.reads('old 0.');
  await ben.floods(general, 40, (n) => `new ${n}.`);
  await anna.presses('40 new messages');
  await expect(anna.message('new 0.')).toBeInViewport();
  await anna.sees(/^New$/);
  await expect(anna.message('new 39.')).not.toBeInViewport();
  await anna.page.getByRole('button', { name: /new messages?$|^Jump to newest$/ }).click();
  await expect(anna.message('new 39.')).toBeInViewport();
});
