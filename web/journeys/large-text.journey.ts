/** With text twice as large as most have it. */
import { launch } from './harness/programs';
import { arrives, test } from './journey';

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
    await anna.opens('/settings');
    await anna.seesHeading('Settings');
    await anna.scrollsOneWayOnly();
    await anna.opens('/new');
    await anna.seesField('Who do you want to talk with?');
    await anna.scrollsOneWayOnly();
  });
}
