import { found } from './figure';
import { test } from './house';
import { MOST_KB, weigh } from './weight';

for (const [name, locale] of [
  ['English', 'en-GB'],
  ['German', 'de-DE'],
] as const) {
  test.describe(name, () => {
    test.use({ locale });

    test('scripts before the first conversation', async ({ page, house: { quiet } }) => {
      const value = await weigh(page, `/c/${quiet.id}`);
      found({
        what: `scripts before the first message, ${name}`,
        value,
        unit: 'kB',
        goal: MOST_KB,
      });
    });
  });
}
