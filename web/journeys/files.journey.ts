/** Files: somebody sends them, whatever comes between, and the others see them. */
import { expect } from '@playwright/test';
import { png } from './harness/picture';
import { arrives, test } from './journey';

const PHOTOGRAPH = { name: 'Garden.png', mimeType: 'image/png', buffer: png(640, 480, 120) };
const LARGE = {
  name: 'harvest.bin',
  mimeType: 'application/octet-stream',
  buffer: Buffer.alloc(6 * 1024 * 1024, 7),
};

test('somebody drops a photograph, and the other person sees it in a place that does not move', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await anna.opensConversation('general');
  await ben.opensConversation('general');
  await ben.getsPicturesLate();
  await anna.drops(PHOTOGRAPH);
  await anna.seesAttached('Garden.png');
  await anna.says('Here it is');
  await anna.seesPicture('Garden.png');
  await ben.reads('Here it is');
  await ben.watchesForShifts();
  await ben.seesPicture('Garden.png');
  await ben.sawNothingMove();
  await anna.comesBack();
  await anna.seesPicture('Garden.png');
});

test('a picture is pasted, and goes without a word', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  await anna.opensConversation('general');
  await anna.pastes(PHOTOGRAPH);
  await anna.seesAttached('Garden.png');
  await anna.presses('Send');
  await ben.seesPicture('Garden.png');
  await anna.seesInTheList('general', 'Picture');
});

test('a server that is killed in the middle of a file gets the rest of it when it is back', async ({
  comes,
  exists,
  server,
}) => {
  test.setTimeout(60_000);
  const ben = await arrives({ comes, exists }, 'Ben');
  const account = await exists('Anna');
  const anna = await comes('Anna');
  for (const it of [anna, ben]) it.faults.expect(/ERR_|WebSocket|status of 50/);
  await anna.is(account);
  await anna.opens();
  await anna.opensConversation('general');
  await ben.opensConversation('general');
  await anna.isOnALineOf(500_000);
  await anna.attaches(LARGE);
  await anna.isPartOfTheWay('harvest.bin');
  await anna.presses('Send');
  await anna.says('It takes a while');
  await ben.reads('It takes a while');
  await server.kill();
  await server.start();
  await anna.isOnALineOf(20_000_000);
  await ben.patiently(async () => await ben.seesFile('harvest.bin'));
  expect(await ben.downloads('harvest.bin')).toEqual(LARGE.buffer);
});

test('what was chosen is still there after the page was closed, and goes on', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  await anna.opensConversation('general');
  await anna.isOnALineOf(500_000);
  await anna.attaches(LARGE);
  await anna.isPartOfTheWay('harvest.bin');
  anna.faults.expect(/ERR_/);
  await anna.comesBack();
  await anna.isOnALineOf(20_000_000);
  await anna.seesAttached('harvest.bin');
  await anna.presses('Send');
  await ben.patiently(async () => await ben.seesFile('harvest.bin'));
  expect(await ben.downloads('harvest.bin')).toEqual(LARGE.buffer);
});

test('a file is paused, gone on with, and removed', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.isOnALineOf(500_000);
  await anna.attaches(LARGE);
  await anna.isPartOfTheWay('harvest.bin');
  await anna.presses('Pause harvest.bin');
  await anna.sees(/^Paused at/);
  await anna.findsNoBarriers();
  await anna.presses('Go on with harvest.bin');
  await anna.doesNotSee(/^Paused at/);
  await anna.presses('Remove harvest.bin');
  await anna.doesNotSee('harvest.bin');
});

test('a message whose file takes long is taken back, with its words', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.isOnALineOf(300_000);
  await anna.attaches(LARGE);
  await anna.isPartOfTheWay('harvest.bin');
  await anna.says('The wrong one');
  await anna.sees('It is sent when its files are there.');
  await anna.presses('Take back');
  await anna.isWriting('The wrong one');
  await anna.seesAttached('harvest.bin');
  await anna.doesNotRead('The wrong one');
});

test('what is taken back beside ten other files is said to be too many', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.isOnALineOf(300_000);
  await anna.attaches(LARGE);
  await anna.says('The first one');
  await anna.sees('It is sent when its files are there.');
  const leaf = { mimeType: 'text/plain', buffer: Buffer.from('oak') };
  await anna.attaches(...Array.from({ length: 10 }, (_, n) => ({ ...leaf, name: `${n}.txt` })));
  await anna.presses('Take back');
  await anna.sees('A message takes 10 files. Remove one.');
  await expect(anna.page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  await anna.presses('Remove harvest.bin');
  await anna.doesNotSee('A message takes 10 files. Remove one.');
  await anna.presses('Send');
  await anna.reads('The first one');
});

test('a message that was refused for one file is taken back, and sent without it', async ({
  comes,
  exists,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  anna.faults.expect(/status of 500/);
  await anna.opensConversation('general');
  await anna.isOnALineOf(300_000);
  await anna.attaches(LARGE);
  await anna.isPartOfTheWay('harvest.bin');
  await anna.says('The harvest');
  await anna.isFailed('**/api/uploads/*', 'PATCH');
  await anna.presses('Pause harvest.bin');
  await anna.presses('Go on with harvest.bin');
  await anna.sees(/^Not sent/);
  await anna.presses('Take back');
  await anna.isWriting('The harvest');
  await anna.presses('Remove harvest.bin');
  await anna.presses('Send');
  await anna.reads('The harvest');
  await anna.doesNotSee(/^Not sent/);
});

test.describe('on a server with little room', () => {
  test.use({
    settings: { SNUG_FILES__MAX_SIZE_BYTES: '1000000', SNUG_FILES__QUOTA_BYTES: '1500000' },
  });

  test('what is too large or too much is said at the file, and the message waits', async ({
    comes,
    exists,
  }) => {
    const anna = await arrives({ comes, exists }, 'Anna');
    anna.faults.expect(/status of 507/);
    await anna.opensConversation('general');
    await anna.begins('All of it');
    await anna.attaches(LARGE);
    await anna.sees('It is 6.3 MB; this server takes files of up to 1 MB.');
    await anna.sees(/^A file is in the way/);
    await anna.findsNoBarriers();
    await anna.presses('Remove harvest.bin');
    const half = LARGE.buffer.subarray(0, 900_000);
    await anna.attaches({ ...LARGE, name: 'one.bin', buffer: half });
    await anna.says('The first half');
    await anna.seesFile('one.bin');
    const other = Buffer.alloc(900_000, 9);
    await anna.attaches({ ...LARGE, name: 'two.bin', buffer: other });
    await anna.sees(/You have no room left/);
  });
});

test('a message carries ten files, and says what it leaves out', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  const files = Array.from({ length: 12 }, (_, at) => ({
    name: `leaf ${at}.txt`,
    mimeType: 'text/plain',
    buffer: Buffer.from(`leaf ${at}`),
  }));
  await anna.attaches(...files);
  await anna.sees('2 files were left out: a message carries 10 at most.');
  await anna.says('Leaves');
  await anna.seesFile('leaf 9.txt');
});

test('by keyboard alone somebody sends a file, and looks at it', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  await anna.choosesByKeyboard(PHOTOGRAPH);
  await anna.seesAttached('Garden.png');
  await anna.strikes('Enter');
  await anna.seesPicture('Garden.png');
  await anna.strikes('Shift+Tab');
});

test('on a phone somebody sends a picture with a thumb', async ({ comes, exists }) => {
  const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
  const anna = await arrives({ comes, exists }, 'Anna', phone);
  await anna.opensConversation('general');
  await anna.attaches(PHOTOGRAPH);
  await anna.seesAttached('Garden.png');
  await anna.hitsEverything();
  await anna.scrollsOneWayOnly();
  await anna.presses('Send');
  await anna.seesPicture('Garden.png');
});

test('without a connection files wait, and go when it is back', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opensConversation('general');
  anna.faults.expect(/ERR_INTERNET_DISCONNECTED|WebSocket/);
  await anna.attaches({ ...LARGE, name: 'note.txt', buffer: Buffer.from('Hello') });
  await anna.seesAttached('note.txt');
  await anna.losesTheNetwork();
  await anna.attaches(PHOTOGRAPH);
  await anna.sees('Waits for the connection');
  await anna.regainsTheNetwork();
  await anna.presses('Send');
  await anna.patiently(async () => await anna.seesPicture('Garden.png'));
});
