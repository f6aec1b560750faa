/** Any emoji, in a text and as a reaction. */
import { arrives, test } from './journey';

test('an emoji is found by a word, put into a text and given as a reaction, in one’s own tone', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await anna.opensConversation('general');
  await ben.opensConversation('general');
  await anna.begins('For you: ');
  await anna.presses('Emoji');
  await anna.isOn('searchbox', 'Search emoji');
  await anna.seesButton('grinning face');
  await anna.findsNoBarriersNorDarkness();
  await anna.types('tulip');
  await anna.seesButton('tulip');
  await anna.strikes('Enter');
  await anna.isWriting('For you: 🌷');
  await anna.isOn('textbox', 'Message');
  await anna.strikes('Enter');
  await ben.reads('For you: 🌷');

  await ben.does('React', 'For you');
  await ben.presses('All emoji');
  await ben.seesButton('grinning face');
  await ben.page.getByRole('radio', { name: 'Medium dark' }).click();
  await ben.fills('Search emoji', 'waving');
  await ben.presses('waving hand');
  await anna.seesReaction('For you', /👋🏾 1: Ben/);

  // By keys alone, and what one took last is there.
  await ben.does('React', 'For you');
  await ben.strikes('ArrowLeft', 'Enter');
  await ben.isOn('searchbox', 'Search emoji');
  await ben.seesHeading('Used last');
  await ben.strikes('ArrowDown', 'ArrowUp');
  await ben.isOn('searchbox', 'Search emoji');
});
