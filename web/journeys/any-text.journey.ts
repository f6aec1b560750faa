/** Whatever people write is shown as they wrote it, and none of it ever runs. */
import { expect } from '@playwright/test';
import { withoutMarks } from '@/shared/without-marks';
import { UNLIMITED } from './harness/server';
import { SCRIPTS, TEXTS } from './harness/texts';
import { arrives, test } from './journey';
import type { Person } from './people';

test.use({ settings: UNLIMITED });

test('text of every kind arrives as it was written', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const ben = await arrives({ comes, exists }, 'Ben');
  await anna.opensConversation('general');
  await ben.opensConversation('general');
  for (const text of TEXTS) {
    await anna.says(text);
    for (const person of [anna, ben]) await person.readsLast(text);
  }
  await ben.scrollsOneWayOnly();
});

test('20,000 characters and 500 lines are said and read', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  const account = await exists('Ben');
  await anna.opensConversation('general');
  const long = 'Snug '.repeat(4_000).slice(0, 19_990);
  await anna.says(`${long} the end.`);
  await anna.presses('Show all');
  await anna.sees('the end.');
  await account.says(
    await account.general(),
    Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n'),
  );
  await anna.reads('line 1');
  await anna.begins('x'.repeat(20_001));
  await anna.sees('1 character too long');
  await anna.scrollsOneWayOnly();
});

test('names of wide letters push nothing off the screen', async ({ comes, exists }) => {
  const ben = await exists('Ben');
  await ben.isCalled('Ｗ'.repeat(32));
  await ben.callsTheServer('Ｗ'.repeat(32));
  const wide = await ben.channel('W'.repeat(80));
  await ben.describes(wide, 'W'.repeat(500));
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.opens(`/c/${wide.id}`);
  await anna.presses('Join');
  await ben.says(wide, 'W'.repeat(500));
  await anna.reads(/\d: WWW/);
  await anna.replies(/\d: WWW/, `@ben ${'W'.repeat(200)}`);
  for (const place of [`/c/${wide.id}`, `/c/${wide.id}?panel=members`, '/channels', '/new', '/']) {
    await anna.opens(place);
    for (const width of [390, 820, 1440]) {
      await anna.page.setViewportSize({ width, height: 800 });
      await anna.sees(/[WＷ]{20}/);
      await anna.scrollsOneWayOnly();
    }
  }
});

test('no script runs, in whatever field it is', async ({ comes, exists }) => {
  test.setTimeout(60_000);
  const mallory = await exists('Mallory');
  const anna = await comes('Anna');
  const account = await exists('Anna');
  await anna.is(account);
  // Some addresses below lead nowhere.
  anna.faults.expect(/status of 404/);
  const ran = await watchForScripts(anna);
  for (const script of SCRIPTS) {
    const channel = await mallory.channel(script, account);
    await mallory.describes(channel, script);
    const sent = await mallory.says(channel, script);
    await mallory.says(channel, `@anna ${script}`, sent);
  }
  // What others write: in the list, in a conversation, beside it, as a name that changes.
  await anna.opens(`/c/${(await account.general()).id}?panel=members`);
  for (const script of SCRIPTS) {
    await mallory.isCalled(script);
    await mallory.callsTheServer(script);
    await anna.opensConversation(script);
    await anna.reads(withoutMarks(`@anna ${script}`));
    await anna.says(script);
    await anna.begins(script);
  }
  // What one types oneself, and what comes by a link.
  const [first = ''] = SCRIPTS;
  await anna.opens(`/channels?search=${encodeURIComponent(first)}`);
  for (const script of SCRIPTS) {
    await anna.fills('Search messages', script);
    await anna.fills('Search channels', script);
  }
  await anna.opens('/settings');
  await anna.fills('Your name', first);
  await anna.page.getByRole('button', { name: 'Save' }).first().click();
  await anna.sees('Saved.');
  await anna.opens('/new');
  await anna.fills('Who do you want to talk with?', first);
  await anna.opens(`/c/${encodeURIComponent(first)}/${encodeURIComponent(first)}`);
  await anna.sees(/There is no such conversation/);
  await anna.opens(`/join/${encodeURIComponent(first)}`);
  await anna.isIn();
  expect(ran).toEqual([]);
});

/** What the scripts would call, and what opens over a page. */
async function watchForScripts({ page }: Person): Promise<readonly string[]> {
  const ran: string[] = [];
  await page.exposeFunction('hack', () => ran.push(page.url()));
  page.on('dialog', (dialog) => {
    ran.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('popup', (popup) => ran.push(popup.url()));
  return ran;
}
