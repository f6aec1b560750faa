import { expect } from '@playwright/test';
import { test } from './journey';
import { MOST_KB, weigh } from './measure/weight';

for (const locale of ['en-GB', 'de-DE', 'fr-FR', 'es-ES', 'ru-RU', 'ar-EG', 'zh-CN', 'ja-JP']) {
  test(`somebody on a slow line reads their first message soon (${locale})`, async ({
    comes,
    exists,
  }) => {
    const anna = await exists('Anna');
    const garden = await anna.channel('Garden');
    await anna.says(garden, 'The beans are up.');
    const person = await comes('Anna', { locale });
    await person.is(anna);
    const weight = await weigh(person.page, `/c/${garden.id}`);
    expect(weight, 'kB of scripts before the first message').toBeLessThanOrEqual(MOST_KB);
  });
}
