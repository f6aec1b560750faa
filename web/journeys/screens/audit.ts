/** Every screen is free of barriers, on a phone and on a desktop, in light and in dark. */
import { UNLIMITED } from '../harness/server';
import { test } from '../journey';
import { SCREENS } from './screens';

const WIDTHS = [390, 1440];

test.use({ settings: UNLIMITED });

for (const screen of SCREENS) {
  test(`${screen.name} has no barriers`, async ({ server, address, comes, exists }) => {
    const person = await screen.go({ server, address, comes, exists });
    for (const width of WIDTHS) {
      await person.page.setViewportSize({ width, height: 900 });
      await person.findsNoBarriersNorDarkness();
    }
  });
}
