/** A picture of every screen, at the width of this project, in light and in dark. */
import { test } from '../journey';
import { pictureOf } from './pictures';
import { SETTINGS } from './screen';
import { SCREENS } from './screens';

test.use({ settings: SETTINGS });

for (const screen of SCREENS) {
  test(`${screen.name} is photographed`, async ({ server, address, comes, exists }, info) => {
    const { page } = await screen.go({ server, address, comes, exists });
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      const path = pictureOf(screen.name, info.project.name, colorScheme);
      await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
    }
  });
}
