/** Channels and emoji by the beginnings of their names. */
import { arrives, test } from './journey';

test('a channel is named by its first letters, and whoever is in it goes there by its name', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const account = await exists('Ben');
  const garden = await account.channel('Garden party');
  await account.says(garden, 'The beans are up.');
  const ben = await comes('Ben');
  await ben.is(account);
  await ben.opens();
  await ben.opensConversation('general');

  // One that she is not in, but could find.
  await anna.opensConversation('general');
  await anna.begins('All about it in ');
  await anna.types('#gar');
  await anna.seesOption(/^Garden party/);
  await anna.findsNoBarriersNorDarkness();
  await anna.strikes('Enter');
  await anna.isWriting('All about it in #Garden party ');
  await anna.isOn('textbox', 'Message');
  await anna.strikes('Enter');

  await ben.readsAt('All about it in', '#Garden party');
  await ben.message('All about it in').getByRole('link', { name: '#Garden party' }).click();
  await ben.seesHeading('Garden party');
  await ben.reads('The beans are up.');
});

test('an emoji is put in by its name, and a time is left alone', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.begins('At 10:30 ');
  await anna.types(':tul');
  await anna.seesOption('tulip');
  await anna.findsNoBarriersNorDarkness();
  await anna.strikes('Tab');
  await anna.isWriting('At 10:30 🌷');
  await anna.types(' or 11:45');
  await anna.strikes('Enter');
  await anna.reads('At 10:30 🌷 or 11:45');

  // What was closed stays so, and is sent as it was written.
  await anna.types(':tul');
  await anna.seesOption('tulip');
  await anna.strikes('Escape', 'Enter');
  await anna.reads(':tul');
});
