/** With text twice as large as most have it. */
import { png } from './harness/picture';
import { launch } from './harness/programs';
import { film, sound } from './harness/samples';
import { arrives, test } from './journey';

const QUESTION = 'Who waters the beans in August, when all of us are away?';

test.use({ launchOptions: launch('--blink-settings=defaultFontSize=32') });

for (const [device, width] of [
  ['a desktop', 1440],
  ['a phone', 390],
] as const) {
  test(`at 200 % text one talks on ${device} and nothing is cut off`, async ({ comes, exists }) => {
    const viewport = { width, height: 900 };
    const anna = await arrives({ comes, exists }, 'Anna', { viewport });
    await anna.scrollsOneWayOnly();
    await anna.opensConversation('general');
    await anna.says('Large and clear');
    await anna.reads('Large and clear');
    await anna.scrollsOneWayOnly();
    await anna.presses('More about this conversation');
    await anna.chooses('Members');
    await anna.seesButton('Add people');
    await anna.scrollsOneWayOnly();
    await anna.presses('Change name, topic and visibility');
    await anna.scrollsOneWayOnly();
    await anna.opens('/settings');
    await anna.seesHeading('Delete my account');
    await anna.scrollsOneWayOnly();
    await anna.choosesAPicture('hills.png', png(600, 400, 130));
    await anna.seesButton('Use this part');
    await anna.scrollsOneWayOnly();
    await anna.presses('Cancel');
    await anna.presses('Delete my account');
    await anna.scrollsOneWayOnly();
    await anna.opens('/settings/sessions');
    await anna.sees('This device');
    await anna.scrollsOneWayOnly();
    await anna.opens('/settings/invites');
    await anna.presses('Make a link');
    await anna.presses('Link');
    await anna.scrollsOneWayOnly();
    await anna.opens('/new');
    await anna.seesField('Who do you want to talk with?');
    await anna.scrollsOneWayOnly();
  });

  test(`at 200 % text all that lies beside a conversation fits on ${device}`, async ({
    comes,
    exists,
  }) => {
    const account = await exists('Anna');
    const ben = await exists('Ben');
    const garden = await ben.channel('garden', account);
    const id = await ben.says(garden, QUESTION);
    await ben.repliesIn(garden, id, 'I could, in the first week');
    await ben.pins(garden, id);
    await account.saves(garden, id);
    await account.schedules(garden, QUESTION, 24);
    const poll = await ben.asks(garden, 'When do we harvest?', ['On Saturday', 'On Sunday']);
    await ben.reacts(poll, '1️⃣');
    const anna = await comes('Anna', { viewport: { width, height: 900 } });
    await anna.is(account);
    const here = `/c/${garden.id}`;
    for (const [place, words] of [
      [here, 'On Saturday'],
      [`${here}/t/${id}`, 'I could, in the first week'],
      [`${here}?search=waters`, '1 message'],
      [`${here}?panel=pins`, 'Pinned by Ben'],
      ['/saved', QUESTION],
      ['/scheduled', QUESTION],
    ] as const) {
      await anna.opens(place);
      await anna.sees(words);
      await anna.scrollsOneWayOnly();
    }
    await anna.opens();
    await anna.isIn();
    await anna.strikes('Control+K');
    await anna.seesOption(/garden/);
    await anna.scrollsOneWayOnly();
    await anna.strikes('Escape');
    await anna.presses(/Your account/);
    await anna.chooses('Set a status');
    await anna.seesHeading('Your status');
    await anna.scrollsOneWayOnly();
  });
}

test('at 200 % text files are seen on a phone, and nothing is cut off', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna', { viewport: { width: 390, height: 900 } });
  const ben = await exists('Ben');
  await ben.sends(await ben.general(), {
    'The hills behind the house.png': png(600, 400, 130),
    'Cutting the hedge.webm': film(),
    'What the boiler sounds like.ogg': sound(),
    'Invoice for the boiler.pdf': Buffer.from('%PDF-1.7'),
  });
  await anna.opensConversation('general');
  await anna.sees('Invoice for the boiler.pdf');
  await anna.scrollsOneWayOnly();
  await anna.presses('The hills behind the house.png');
  await anna.seesButton('Zoom in');
  await anna.scrollsOneWayOnly();
});
