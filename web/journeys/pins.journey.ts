/** What everybody should find again, and what one keeps for oneself. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

test('what one pins the other finds in the list, and it leads to its place', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const other = await exists('Ben');
  const group = await account.group(other);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${group.id}`);
  await anna.says('The heron comes at six');
  const ben = await comes('Ben');
  await ben.is(other);
  await ben.opens(`/c/${group.id}`);
  await ben.reads('The heron comes at six');
  await ben.presses('More about this conversation');
  await ben.chooses('Pinned messages');
  await ben.sees(/^Nothing is pinned yet/);

  await anna.opensTheMenu('The heron comes at six');
  await anna.chooses('Pin');
  await anna.readsAt('The heron comes at six', 'Pinned');
  await ben.readsAt('The heron comes at six', 'Pinned');
  await ben.sees('Pinned by Anna');
  await ben.findsNoBarriers();
  const panel = ben.page.getByRole('complementary', { name: 'Pinned messages' });
  await panel.getByRole('link', { name: /The heron comes at six/ }).click();
  await expect(ben.page).toHaveURL(/\/c\/[^/]+\/1\?panel=pins$/);
  await panel.getByRole('button', { name: 'Unpin' }).click();
  await ben.sees(/^Nothing is pinned yet/);
  await anna.patiently(async () => await anna.doesNotReadAt('The heron comes at six', 'Pinned'));
});

test('in a channel only its owners pin', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await account.says(await account.general(), 'Welcome');
  await ben.opensConversation('general');
  await ben.opensTheMenu('Welcome');
  await ben.seesMenuItem('Save for yourself');
  await expect(ben.page.getByRole('menuitem', { name: 'Pin', exact: true })).toHaveCount(0);
});

test('what one saves is there on all one’s devices, and without a connection goes out later', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  await account.says(general, 'The heron comes at six');
  const anna = await comes('Anna');
  const phone = await comes('Anna', { viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const device of [anna, phone]) await device.is(account);
  await phone.opens('/saved');
  await phone.sees(/^You have saved nothing yet/);
  await anna.opens(`/c/${general.id}`);
  await anna.opensTheMenu('The heron comes at six');
  anna.faults.expectUnanswered();
  await anna.losesTheNetwork();
  await anna.chooses('Save for yourself');
  await anna.readsAt('The heron comes at six', 'Saved');
  await anna.regainsTheNetwork();
  await phone.patiently(async () => await phone.sees('The heron comes at six'));
  await phone.hitsEverything();
  await phone.findsNoBarriers();
  await phone.presses('Remove from saved');
  await phone.sees(/^You have saved nothing yet/);
  await anna.patiently(async () => await anna.doesNotReadAt('The heron comes at six', 'Saved'));
});
