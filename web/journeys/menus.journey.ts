/** What is open stays open while others talk. */
import { expect } from '@playwright/test';
import { UNLIMITED } from './harness/server';
import { arrives, test } from './journey';

const SCREENFULS = Array.from({ length: 60 }, (_, at) => `Line ${at}`);

test.use({ settings: UNLIMITED });

for (const [by, browser] of [
  ['a mouse', {}],
  ['a finger', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }],
] as const) {
  test(`the menu of a message, opened with ${by}, stays while others talk`, async ({
    comes,
    exists,
  }) => {
    const anna = await arrives({ comes, exists }, 'Anna', browser);
    const ben = await exists('Ben');
    const general = await ben.general();
    await anna.opensConversation('general');
    await anna.says('What do you think?');
    await anna.opensTheMenu('What do you think?');
    for (const line of SCREENFULS) await ben.says(general, line);
    await expect(anna.page.getByRole('button', { name: /new messages/ })).toBeVisible();
    await expect(anna.page.getByRole('menu')).toBeInViewport({ ratio: 1 });
    await anna.chooses('Edit');
    await anna.isWriting('What do you think?');
    await anna.says('What do you all think?');
    await anna.reads('What do you all think?');
  });
}
