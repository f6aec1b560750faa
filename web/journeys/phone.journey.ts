/** With a thumb, on a screen of 390 pixels. */
import { devices } from '@playwright/test';
import { arrives, test } from './journey';

const { defaultBrowserType: _chromium, ...PHONE } = devices['Pixel 7'];

test('on a phone one place covers the other, and the way back leads back', async ({
  comes,
  exists,
}) => {
  const anna = await exists('Anna');
  await anna.says(await anna.general(), 'Are you on the train?');
  const ben = await arrives({ comes, exists }, 'Ben', PHONE);
  await ben.scrollsOneWayOnly();
  await ben.opensConversation('general');
  await ben.reads('Are you on the train?');
  await ben.says('Yes');
  await ben.reads('Yes');
  await ben.scrollsOneWayOnly();

  await ben.does('Reply', 'Are you on the train?');
  await ben.says('It is late');
  await ben.readsAt('It is late', 'Are you on the train?');

  // Keys may lie beside it: the arrows go to what is seen there.
  await ben.does('React', 'It is late');
  await ben.isOn('button', 'Thumbs up');
  await ben.strikes('ArrowDown', 'Enter');
  await ben.seesReaction('It is late', /🎉 1/);

  await ben.presses('More about this conversation');
  await ben.chooses('Members');
  await ben.seesHeading('Members');
  await ben.scrollsOneWayOnly();
  await ben.goesBack();
  await ben.reads('It is late');
  await ben.follows('Back');
  await ben.isIn();
});

test('whatever a thumb is to hit is as large as a thumb', async ({ comes, exists }) => {
  const ben = await arrives({ comes, exists }, 'Ben', PHONE);
  await ben.hitsEverything();
  await ben.opensConversation('general');
  await ben.hitsEverything();
  await ben.opens('/settings');
  await ben.hitsEverything();
});
