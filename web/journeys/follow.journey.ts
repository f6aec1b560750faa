/** What one looks at stays where it is, whatever is written below it. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

const LINES = 14;
const LONG = 'word '.repeat(3_900);

test('one who is at the end stays there while what they write grows and shrinks', async ({
  comes,
  exists,
}) => {
  const ben = await exists('Ben');
  const general = await ben.general();
  await ben.floods(general, 40, (n) => `Line ${n}`);
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  const feed = anna.page.getByRole('feed');
  const rest = () => feed.evaluate((it) => it.scrollHeight - it.scrollTop - it.clientHeight);
  await feed.evaluate((it) => it.scrollTo(0, it.scrollHeight));
  await expect.poll(rest).toBeLessThan(25);

  const field = anna.page.getByRole('textbox');
  await field.focus();
  for (let line = 0; line < LINES; line += 1) {
    await anna.page.keyboard.type('x');
    await anna.page.keyboard.press('Shift+Enter');
  }
  await expect.poll(rest).toBeLessThan(25);
  await anna.page.keyboard.press('Control+A');
  await anna.page.keyboard.insertText(LONG);
  await expect.poll(rest).toBeLessThan(25);
  await anna.page.waitForTimeout(500);
  await anna.page.keyboard.press('Control+A');
  await anna.page.keyboard.press('Delete');
  await expect.poll(rest).toBeLessThan(25);
  await ben.says(general, 'Still there?');
  await anna.reads('Still there?');
  await expect(anna.page.getByText('Still there?').first()).toBeInViewport();
  await expect.poll(rest).toBeLessThan(25);
});
