/** Words with marks, and what becomes of them. */
import { expect } from '@playwright/test';
import { CODE, FORMATTED } from './harness/texts';
import { arrives, test } from './journey';

test('what is marked is formatted, can be seen as it was written, and code is copied', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.says(FORMATTED);
  const plan = anna.message('Saturday');
  await expect(plan.getByRole('listitem').first()).toHaveText(/^Bread: the bakery opens at seven/);
  await expect(plan.getByRole('cell', { name: '4 loaves' })).toBeVisible();
  await expect(plan.getByRole('blockquote')).toHaveText(/bring wine/);
  await anna.findsNoBarriersNorDarkness();

  await anna.opensTheMenu('Saturday');
  await anna.chooses('Show as written');
  await expect(plan).toContainText('**Who brings what**');
  await anna.opensTheMenu('Saturday');
  await anna.chooses('Show formatted');
  await expect(plan).not.toContainText('**');

  await anna.says(CODE);
  const code = anna.message('It waits like this');
  await expect(code.locator('.hljs-keyword').first()).toHaveText('export');
  await anna.findsNoBarriersNorDarkness();
  await anna.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await code.locator('figure').hover();
  await anna.presses('Copy code');
  const copied = await anna.page.evaluate(async () => await navigator.clipboard.readText());
  expect(copied).toMatch(/^\/\/ Once an hour.*}$/s);
});

test('somebody whose browser cannot load what formats reads it as it was written', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  anna.faults.expect(/marked-text|Failed to fetch|ERR_FAILED/);
  await anna.page.route('**/marked-text*', async (route) => await route.abort('failed'));
  await anna.opensConversation('general');
  await anna.says('**Bread** and cheese');
  await anna.readsLast('**Bread** and cheese');
});
