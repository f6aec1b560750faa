/** Several messages at once: they are copied, taken along, and deleted where they are one's own. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

test('somebody chooses several messages, takes them along, and deletes their own', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const ben = await exists('Ben');
  const garden = await ben.channel('Garden', account);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens();
  await ben.says(garden, 'The beans are up');
  await anna.opensConversation('Garden');
  await anna.says('At last');
  await anna.says('Who waters them?');

  await anna.opensTheMenu('The beans');
  await anna.chooses('Select');
  await anna.hears(/^$/);
  await anna.seesStatus('1 message selected');
  // All of a message is its box.
  await anna.message('Who waters').click();
  await anna.seesStatus('2 messages selected');
  await anna.findsNoBarriersNorDarkness();
  await anna.message('Who waters').click();
  await anna.message('At last').click();
  await anna.presses('Forward');
  await anna.types('gener');
  await anna.seesOption(/general/);
  await anna.strikes('Enter');
  await anna.seesHeading('general');
  const composer = anna.page.getByRole('textbox', { name: 'Message' });
  await expect(composer).toHaveValue(
    /^> The beans are up\n\n— Ben, http\S+\n\n> At last\n\n— Anna, http\S+\n$/,
  );

  // By keyboard, in the place of what one writes, which is there again afterwards.
  await anna.opensConversation('Garden');
  await anna.begins('half a sentence');
  await anna.strikes('Shift+Tab', 'x', 'ArrowUp', ' ');
  await anna.seesStatus('2 messages selected');
  await anna.presses('Delete');
  await anna.confirms('Delete');
  await anna.isWriting('half a sentence');
  await expect(anna.message('Message deleted')).toHaveCount(2);
});

test('on a phone a message that is held begins it', async ({ comes, exists }) => {
  const viewport = { width: 390, height: 844 };
  const phone = { viewport, hasTouch: true, isMobile: true };
  const anna = await arrives({ comes, exists }, 'Anna', phone);
  await anna.opensConversation('general');
  await anna.says('one');
  await anna.says('two');
  await anna.opensTheMenu('one');
  await anna.chooses('Select');
  await anna.message('two').tap();
  await anna.seesStatus('2 messages selected');
  await anna.hitsEverything();
  await anna.scrollsOneWayOnly();
  await anna.presses('End selecting');
  await anna.says('three');
});
