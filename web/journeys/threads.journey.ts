/** What is said in a thread is said beside the conversation, and counts for those who are in it. */
import { expect } from '@playwright/test';
import { Thread } from './harness/thread';
import { arrives, test } from './journey';

test('two talk in a thread, beside what everybody reads', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await anna.opensConversation('general');
  await ben.opensConversation('general');
  await anna.says('Where is the heron?');
  await ben.reads('Where is the heron?');

  await ben.opensTheMenu('Where is the heron?');
  await ben.chooses('Reply in thread');
  const bens = new Thread(ben);
  await bens.isOpen();
  await bens.reads('Where is the heron?');
  await bens.says('In the reeds');
  await bens.reads('In the reeds');
  await expect(ben.message('In the reeds')).toHaveCount(0);

  // She began it: she sees at the message, over the list and in it that there is something new.
  await anna.readsAt('Where is the heron?', '1 reply');
  await anna.readsAt('Where is the heron?', '1 new');
  await anna.follows('1 new reply in a thread');
  const annas = new Thread(anna);
  await annas.reads('In the reeds');
  await annas.says('I see it');
  await bens.reads('I see it');
  await bens.hears('Anna: I see it');
  await anna.readsAt('Where is the heron?', '2 replies');
  await anna.patiently(async () => await anna.doesNotReadAt('Where is the heron?', /new/));

  await annas.closes();
  await expect(anna.page).toHaveURL(/\/c\/[^/]+$/);
  await bens.says('There it goes');
  await anna.readsAt('Where is the heron?', '1 new');
  await anna.opens();
  await anna.seesInTheList('general', '1 unread message');
  await anna.findsNoBarriers();
});

test('on a phone a thread is a page of its own, with a draft of its own', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  const id = await account.says(general, 'Where is the heron?');
  const anna = await comes('Anna', { viewport: { width: 390, height: 844 }, hasTouch: true });
  await anna.is(account);
  await anna.opens(`/c/${general.id}/t/${id}`);
  const thread = new Thread(anna);
  await thread.isOpen();
  await thread.begins('half a reply');
  await expect(anna.page.getByRole('textbox', { name: 'Message', exact: true })).toBeHidden();
  await thread.closes();
  await anna.isWriting('');
  await anna.comesBack();
  await anna.opens(`/c/${general.id}/t/${id}`);
  await thread.hasBegun('half a reply');
  await anna.hitsEverything();
});

test('what is said in a thread without a connection goes out once, in order', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  await account.says(general, 'Where is the heron?');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${general.id}`);
  await anna.reads('Where is the heron?');
  await anna.tabsTo('article', /Where is the heron/);
  await anna.strikes('t');
  const thread = new Thread(anna);
  await thread.isOpen();
  anna.faults.expectUnanswered();
  await anna.losesTheNetwork();
  await thread.says('one');
  await thread.says('two');
  await thread.reads('two');
  await anna.regainsTheNetwork();
  await anna.patiently(async () => await anna.readsAt('Where is the heron?', '2 replies'));
  await anna.comesBack();
  await thread.reads('one');
  await expect(thread.messages).toHaveCount(3);
});
