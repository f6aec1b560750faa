/** Two windows of one person: one outbox, one set of drafts. */
import { arrives, test } from './journey';

test('what two windows write without a network goes out once, in the order written', async ({
  comes,
  exists,
}) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  const anna = await arrives({ comes, exists }, 'Anna');
  anna.faults.expectUnanswered();
  await anna.opensConversation('general');
  const other = await anna.opensATab(anna.page.url());
  await other.seesHeading('general');
  await anna.losesTheNetwork();
  await anna.says('One');
  await other.says('Two');
  await anna.says('Three');
  await other.says('Four');
  // At once, and as one wrote it.
  for (const window of [anna, other]) {
    await window.readsAt('Four', 'On its way');
    await window.readsInOrder('One', 'Two', 'Three', 'Four');
  }
  await anna.regainsTheNetwork();
  await ben.patiently(async () => await ben.readsInOrder('One', 'Two', 'Three', 'Four'));
  for (const window of [anna, other]) {
    await window.patiently(async () => await window.doesNotReadAt('Four', 'On its way'));
    await window.readsInOrder('One', 'Two', 'Three', 'Four');
  }
});

test('what one begins in one window is in the other at once, and is sent from either', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  const other = await anna.opensATab(anna.page.url());
  await other.seesHeading('general');
  await anna.begins('Half a sent');
  await other.isWriting('Half a sent');
  await other.says('Half a sentence');
  await anna.reads('Half a sentence');
  await anna.isWriting('');
});

test('a window that ends while it sends leaves that to the other one', async ({
  comes,
  exists,
}) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  const anna = await arrives({ comes, exists }, 'Anna');
  anna.faults.expectUnanswered();
  await anna.opensConversation('general');
  const other = await anna.opensATab(anna.page.url());
  await other.seesHeading('general');
  await anna.losesTheNetwork();
  await anna.says('From a window that is closed');
  await other.readsAt('From a window that is closed', 'On its way');
  await anna.page.close();
  await other.regainsTheNetwork();
  await ben.patiently(async () => await ben.reads('From a window that is closed'));
});
