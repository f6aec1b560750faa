/**
 * Every screen is free of barriers, in light and in dark: on a phone and a tablet under a thumb, which hits
 * all that can be pressed, and on a desktop under a mouse; and where it is only 320 pixels wide, as on a
 * desktop that is magnified four times, it is read by scrolling in one direction (WCAG 1.4.10).
 */
import { test } from '../journey';
import { SETTINGS } from './screen';
import { SCREENS } from './screens';

test.use({ settings: SETTINGS });

for (const screen of SCREENS) {
  test(`${screen.name} has no barriers`, async ({ server, address, comes, exists }) => {
    const person = await screen.go({ server, address, comes, exists });
    await person.isInFrontOf(320, 'touch');
    await person.scrollsOneWayOnly();
    await person.isInFrontOf(390, 'touch');
    await person.hitsEverything();
    await person.findsNoBarriersNorDarkness();
    await person.isInFrontOf(820, 'touch');
    await person.findsNoBarriers();
    await person.isInFrontOf(1440, 'mouse');
    await person.findsNoBarriersNorDarkness();
  });
}
