/** Pictures of oneself and of conversations: setting one, and that the others see it. */
import { devices } from '@playwright/test';
import { brokenPng, png } from './harness/picture';
import { arrives, test } from './journey';

const { defaultBrowserType: _chromium, ...PHONE } = devices['Pixel 7'];
const HILLS = png(900, 600, 130);

test('somebody shows a face, and the other sees it without asking', async ({ comes, exists }) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opens('/new');
  await anna.picks(/Ben/);
  await anna.presses('Write to Ben');
  await anna.says('Guess what I look like');
  await ben.opensConversation('Anna');
  await ben.reads('Guess what I look like');
  await ben.doesNotSeeAPictureInTheList('Anna');

  await anna.opens('/settings');
  await anna.choosesAPicture('hills.png', HILLS);
  await anna.presses('Use this part');
  await anna.seesStatus('Saved.');
  await ben.seesThePictureInTheList('Anna');
  await ben.seesThePictureBeside('Guess what I look like');

  await anna.presses('Remove');
  await anna.seesStatus('Removed.');
  await anna.isOn('button', 'Choose a picture');
  await ben.doesNotSeeAPictureInTheList('Anna');
});

test('a channel has the picture that whoever may gives it', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const member = await exists('Ben');
  const garden = await account.channel('garden', member);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${garden.id}?panel=members`);
  const ben = await comes('Ben');
  await ben.is(member);
  await ben.opens(`/c/${garden.id}?panel=members`);
  await ben.sees('A public channel: everybody here can join and read it.');
  await ben.doesNotSee('Choose a picture');

  await anna.choosesAPicture('hills.png', HILLS);
  await anna.presses('Use this part');
  await anna.seesStatus('Saved.');
  await ben.seesThePictureInTheList('garden');
  await ben.reads('Anna changed the picture');
  await anna.presses('Remove');
  await ben.doesNotSeeAPictureInTheList('garden');
});

test('what is no picture is refused in words', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opens('/settings');
  await anna.choosesAPicture('hills.png', brokenPng());
  await anna.isTold('This picture cannot be opened: it is damaged');
  await anna.choosesAPicture('notes.txt', Buffer.from('milk, bread'), 'text/plain');
  await anna.isTold('“notes.txt” is not a picture.');
  const heic = Buffer.concat([Buffer.alloc(4), Buffer.from('ftypheic'), Buffer.alloc(64)]);
  await anna.choosesAPicture('holiday.jpg', heic, 'image/jpeg');
  await anna.isTold('This browser cannot open HEIC pictures.');
  await anna.findsNoBarriersNorDarkness();
});

test('a picture that could not be sent is sent when one tries again', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opens('/settings');
  await anna.seesHeading('Profile');
  anna.faults.expectUnanswered();
  await anna.isCutOff();
  await anna.choosesAPicture('hills.png', HILLS);
  await anna.presses('Use this part');
  await anna.isTold('Not saved: the server does not answer.');
  await anna.isServedAgain();
  await anna.presses('Try again');
  await anna.seesStatus('Saved.');
  await anna.seesPictures(2);
});

test('a picture is set and adjusted by keys alone', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opens('/settings');
  await anna.seesHeading('Profile');
  const asked = anna.page.waitForEvent('filechooser');
  await anna.tabsTo('button', 'Choose a picture');
  await anna.strikes('Enter');
  await (await asked).setFiles({ name: 'hills.png', mimeType: 'image/png', buffer: HILLS });
  await anna.isOn('application', 'The part that is shown');
  const before = await anna.picturesThePart();
  await anna.strikes('+', '+', 'ArrowRight', 'ArrowUp');
  await anna.hasAnotherPart(before);
  await anna.findsNoBarriersNorDarkness();
  await anna.strikes('Tab');
  await anna.isOn('slider', 'Zoom');
  await anna.strikes('Tab', 'Tab');
  await anna.isOn('button', 'Use this part');
  await anna.strikes('Enter');
  await anna.seesStatus('Saved.');
  await anna.isOn('button', 'Another picture');
  await anna.seesPictures(2);
});

test('a picture is set by thumb', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna', PHONE);
  await anna.opens('/settings');
  await anna.choosesAPicture('hills.png', HILLS);
  await anna.seesButton('Use this part');
  await anna.scrollsOneWayOnly();
  await anna.hitsEverything();
  const before = await anna.picturesThePart();
  await anna.pinches('The part that is shown');
  await anna.hasAnotherPart(before);
  await anna.presses('Use this part');
  await anna.seesStatus('Saved.');
  await anna.seesPictures(1);
  await anna.scrollsOneWayOnly();
  await anna.hitsEverything();
});
