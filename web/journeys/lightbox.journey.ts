/** People look at the pictures that others sent. */
import { expect, type Page } from '@playwright/test';
import type { Account } from './harness/account';
import { png } from './harness/picture';
import { film } from './harness/samples';
import { test, type World } from './journey';
import type { Person } from './people';

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const TWO = { 'hill.png': png(2000, 1200, 20), 'valley.png': png(600, 900, 140) };

async function looksAtTwo(
  { comes, exists }: Pick<World, 'comes' | 'exists'>,
  browser?: Parameters<World['comes']>[1],
): Promise<{ anna: Person; ben: Account }> {
  const account = await exists('Anna');
  const ben = await exists('Ben');
  const general = await account.general();
  await ben.says(general, 'Good morning');
  await ben.sends(general, TWO, 'From the walk');
  const anna = await comes('Anna', browser);
  await anna.is(account);
  await anna.opens('/');
  await anna.opensConversation('general');
  await anna.reads('From the walk');
  return { anna, ben };
}

const dialog = (page: Page) => page.getByRole('dialog', { name: 'Pictures of this message' });

test('somebody looks at pictures by the keys alone', async ({ comes, exists }) => {
  const { anna } = await looksAtTwo({ comes, exists });
  const { page } = anna;
  await anna.tabsTo('article', /From the walk/);
  await anna.tabsTo('button', 'hill.png');
  await anna.strikes('Enter');
  await expect(dialog(page)).toContainText('1 of 2');
  await expect(dialog(page)).toContainText(/Ben · Today/);
  await anna.strikes('ArrowRight');
  await expect(dialog(page)).toContainText('2 of 2');
  await anna.hears('valley.png, 2 of 2');
  await anna.strikes('ArrowRight', '+', '+', 'ArrowRight', '0', 'ArrowLeft');
  await expect(dialog(page)).toContainText('1 of 2');
  await anna.strikes('End', 'Escape');
  await expect(dialog(page)).toHaveCount(0);
  await anna.isOn('button', 'valley.png');
  await anna.strikes('ArrowUp');
  await anna.isOn('article', /Good morning/);
});

test('what is played is in the one tab stop of its message', async ({ comes, exists }) => {
  const { anna, ben } = await looksAtTwo({ comes, exists });
  const general = await ben.general();
  await ben.sends(general, { 'walk.webm': film() }, 'And a film');
  await ben.says(general, 'Good night');
  await anna.tabsTo('article', /Good night/);
  await anna.strikes('Shift+Tab');
  await anna.isOn('button', 'More about this conversation');
  await anna.tabsTo('article', /Good night/);
  await anna.strikes('ArrowUp', 'Tab');
  await expect(anna.page.locator('video')).toBeFocused();
  // Louder and softer.
  await anna.strikes('ArrowDown');
  await expect(anna.page.locator('video')).toBeFocused();
});

test('the way back puts the picture away, and the next one leaves', async ({ comes, exists }) => {
  const { anna } = await looksAtTwo({ comes, exists }, PHONE);
  await anna.presses('valley.png');
  await expect(dialog(anna.page)).toContainText('2 of 2');
  await anna.goesBack();
  await expect(dialog(anna.page)).toHaveCount(0);
  await anna.reads('From the walk');
  await anna.goesBack();
  await anna.isIn();
});

test('a finger goes on to the next picture, and puts it away', async ({ comes, exists }) => {
  const { anna } = await looksAtTwo({ comes, exists }, PHONE);
  await anna.presses('hill.png');
  await anna.swipes({ x: 300, y: 400 }, { x: 60, y: 410 });
  await expect(dialog(anna.page)).toContainText('2 of 2');
  await anna.hitsEverything();
  await anna.swipes({ x: 200, y: 200 }, { x: 210, y: 600 });
  await expect(dialog(anna.page)).toHaveCount(0);
});

test('a picture that is deleted is put away', async ({ comes, exists }) => {
  const { anna, ben } = await looksAtTwo({ comes, exists });
  const general = await ben.general();
  const id = await ben.sends(general, { 'oops.png': png(500, 500, 0) });
  // What is deleted while it comes is a file that is not there.
  anna.faults.expect(/status of 404 .*\/api\/files\//);
  await anna.presses('oops.png');
  await expect(dialog(anna.page).locator('[data-loaded=true]')).not.toHaveCount(0);
  await ben.deletes({ id, conversation_id: general.id });
  await expect(dialog(anna.page)).toHaveCount(0);
  await anna.reads('Message deleted');
});

test('nothing moves when files come, however late', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const general = await account.general();
  const anna = await comes('Anna');
  await anna.is(account);
  await account.says(general, 'Before');
  await account.sends(general, TWO);
  await account.sends(general, { 'walk.webm': film(), 'notes.pdf': Buffer.from('%PDF-1.7\n') });
  await account.says(general, 'After');
  let come = (): void => undefined;
  const wait = new Promise<void>((resolve) => {
    come = resolve;
  });
  for (const late of ['**/api/files/**', '**/assets/parts-*']) {
    await anna.page.route(late, async (route) => {
      await wait;
      await route.continue();
    });
  }
  await anna.opens(`/c/${general.id}`);
  await anna.reads('After');
  const before = await places(anna.page);
  come();
  await expect(anna.page.locator('img[data-state=loaded]')).toHaveCount(2);
  await anna.sees('notes.pdf');
  // What is drawn above them meanwhile moves nothing either.
  expect(await places(anna.page)).toMatchObject(before);
});

test('what is pressed while something arrives is pressed', async ({ comes, exists }) => {
  const { anna, ben } = await looksAtTwo({ comes, exists });
  const { page } = anna;
  const general = await ben.general();
  for (const what of ['The gate', 'The stile', 'The brook']) await ben.sends(general, TWO, what);
  await anna.reads('The brook');
  await page.getByRole('feed').hover();
  await page.mouse.wheel(0, 9_000);
  await page.getByRole('button', { name: 'valley.png' }).last().hover();
  await page.mouse.down();
  const moves = await page.getByRole('feed').evaluateHandle((feed) => ({
    soon: new Promise((resolve) => feed.addEventListener('scroll', resolve, { once: true })),
  }));
  await ben.says(general, 'And home again');
  await moves.evaluate(async ({ soon }) => void (await soon));
  await page.mouse.up();
  await expect(dialog(page)).toContainText('2 of 2');
});

/** Where each message lies, by its id. */
async function places(page: Page): Promise<Readonly<Record<string, readonly number[]>>> {
  return await page.getByRole('article').evaluateAll((rows) =>
    Object.fromEntries(
      rows.map((it) => {
        const { top, height } = it.getBoundingClientRect();
        return [it.getAttribute('data-message') ?? '', [top, height]];
      }),
    ),
  );
}
