/** Whatever people write is shown as they wrote it, and none of it ever runs. */
import { expect } from '@playwright/test';
import { withoutMarks } from '@/shared/without-marks';
import { UNLIMITED } from './harness/server';
import { SCRIPTS, TEXTS } from './harness/texts';
import { Thread } from './harness/thread';
import { arrives, test } from './journey';
import type { Person } from './people';

test.use({ settings: UNLIMITED });

test('text of every kind arrives as it was written', async ({ comes, exists }) => {
  // Each of them is said, and read by two.
  test.slow();
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

test('no script runs in what is said of people, asked, sent later, answered or sent', async ({
  comes,
  exists,
}) => {
  test.setTimeout(90_000);
  const mallory = await exists('Mallory');
  const account = await exists('Anna');
  const group = await mallory.group(account);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${group.id}`);
  const ran = await watchForScripts(anna);
  const root = await mallory.says(group, 'Where is the heron?');
  const edited = await mallory.says(group, 'before');
  for (const script of SCRIPTS) {
    await mallory.isUpTo(script);
    await mallory.renames(group, script);
    await mallory.asks(group, script, [script, `${script}!`]);
    await mallory.sends(group, { [script]: Buffer.from(script) }, '');
    await mallory.edits({ id: edited, conversation_id: group.id }, script);
    await mallory.repliesIn(group, root, script);
    await mallory.says(group, `[${script}](${script}) ![${script}](${script} "${script}")`);
    await mallory.says(group, `\`\`\`${script}\n${script}\n\`\`\``);
    await anna.seesHeading(script);
  }
  await anna.opens(`/c/${group.id}/t/${root}`);
  await new Thread(anna).reads(SCRIPTS.at(-1) ?? '');
  await anna.opens(`/c/${group.id}?panel=files`);
  await anna.sees(/hack/);
  await anna.page.getByTitle('Profile of Mallory').first().click();
  await anna.seesHeading('Mallory');
  await anna.strikes('Escape');
  expect(ran).toEqual([]);
});

test('no script runs in what one types to find something, or writes for oneself', async ({
  comes,
  exists,
}) => {
  test.setTimeout(90_000);
  const [account, mallory] = [await exists('Anna'), await exists('Mallory')];
  const garden = await account.channel('Garden', mallory);
  await account.says(garden, 'The beans are up');
  for (const user_agent of SCRIPTS) await account.logsInWith(user_agent);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${garden.id}`);
  const ran = await watchForScripts(anna);
  await anna.reads('The beans are up');

  await anna.strikes('Control+K');
  await typesEach(anna, 'Find people, conversations, actions');
  await anna.strikes('Escape');
  await anna.opensTheMenu('The beans are up');
  await anna.chooses('Forward');
  await typesEach(anna, 'Forward to …');
  await anna.strikes('Escape');
  await anna.presses('Emoji');
  await typesEach(anna, 'Search emoji');
  await anna.strikes('Escape');
  await anna.presses('2 members');
  await anna.presses('Add people');
  await typesEach(anna, 'Add people');

  await anna.opens('/settings/sessions');
  await anna.seesHeading('Devices');
  await anna.opens('/settings/invites');
  await anna.presses('Make a link');
  await anna.sees(/\/join\//);

  const [first = ''] = SCRIPTS;
  await knowsTheMailAddress(anna, null);
  await anna.opens('/settings/notifications');
  await typesEach(anna, 'Your mail address');
  await knowsTheMailAddress(anna, first);
  await anna.opens('/settings/notifications');
  await anna.sees(first);

  for (const script of SCRIPTS) await account.schedules(garden, script, 1);
  await anna.opens('/scheduled');
  await anna.page.getByRole('button', { name: 'More for this message' }).first().click();
  await anna.chooses('Edit text and time');
  await typesEach(anna, 'Message');
  await anna.presses('Schedule');
  await anna.sees(first);
  expect(ran).toEqual([]);
});

test('two hundred reactions wrap, and say a few of their names', async ({ comes, exists }) => {
  test.setTimeout(90_000);
  const account = await exists('Anna');
  const general = await account.general();
  const id = await account.says(general, 'The heron is here');
  const people = await Promise.all(Array.from({ length: 10 }, (_, n) => exists(`Person ${n}`)));
  for (const person of people) {
    for (const emoji of KINDS) await person.reacts({ id, conversation_id: general.id }, emoji);
  }
  const anna = await comes('Anna');
  await anna.is(account);
  for (const width of [390, 820, 1440]) {
    await anna.page.setViewportSize({ width, height: 800 });
    await anna.opens(`/c/${general.id}`);
    await anna.reads('The heron is here');
    const pills = anna.message('The heron is here').getByRole('button', { name: /10: Person/ });
    await expect(pills).toHaveCount(KINDS.length);
    await anna.scrollsOneWayOnly();
  }
  for (const name of ['Xenia', 'Yann']) {
    await (await exists(name)).reacts({ id, conversation_id: general.id }, KINDS[0] ?? '');
  }
  await anna.seesReaction('The heron is here', / 12: (Person \d, ){9}Person \d .*2/);
  await anna.findsNoBarriers();
});

/** As many as there may be at a message. */
const KINDS = [...'👍👎😀😂🎉🚀👀💯🔥🌷🐦🍎🍞🧀🍷🎈🎁🔔💡🌍'];

/** Each script, into one field. */
async function typesEach(person: Person, field: string): Promise<void> {
  for (const script of SCRIPTS) await person.fills(field, script);
  // What is asked after a moment is answered.
  await person.page.waitForTimeout(400);
}

/** As of a server that sends mails. */
async function knowsTheMailAddress({ page }: Person, address: string | null): Promise<void> {
  await page.route('**/api/server', async (route) => {
    const server = await (await route.fetch()).json();
    await route.fulfill({ json: { ...server, features: [...server.features, 'mail'] } });
  });
  const json = { address, confirmed: address !== null };
  await page.route('**/api/notifications/email', async (route) => await route.fulfill({ json }));
}

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
