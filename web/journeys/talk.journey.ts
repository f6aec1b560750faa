/** Two people in two windows talk. */
import { arrives, test as base } from './journey';
import type { Person } from './people';

interface Two {
  readonly anna: Person;
  readonly ben: Person;
}

/** Both are in #general, and look at it. */
const test = base.extend<Two>({
  anna: async ({ comes, exists }, use) => {
    const anna = await arrives({ comes, exists }, 'Anna');
    await anna.opensConversation('general');
    await use(anna);
  },
  ben: async ({ comes, exists, anna: _first }, use) => {
    const ben = await arrives({ comes, exists }, 'Ben');
    await ben.opensConversation('general');
    await use(ben);
  },
});

test('what one says, edits, thinks of and takes back the other sees', async ({ anna, ben }) => {
  // What is taken back is held back for a while.
  test.slow();
  await anna.begins('Hel');
  await ben.sees('Anna is typing …');
  await anna.says('Hello Bne');
  await ben.reads('Hello Bne');
  await ben.hears('Anna: Hello Bne');
  await ben.doesNotSee('Anna is typing …');

  await anna.edits('Hello Bne', 'Hello Ben');
  await ben.readsAt('Hello Ben', '(edited)');

  await ben.reacts('Hello Ben', 'Heart');
  await anna.seesReaction('Hello Ben', /❤️ 1: Ben/);
  await anna.page.getByRole('button', { name: /❤️ 1/ }).click();
  await ben.seesReaction('Hello Ben', /❤️ 2/);

  await ben.replies('Hello Ben', 'How are you?');
  await anna.readsAt('How are you?', 'Hello Ben');
  await anna.says('Never mind');
  await ben.reads('Never mind');

  await anna.deletes('Never mind');
  await anna.undoes();
  await anna.reads('Never mind');
  await anna.deletes('Never mind');
  await ben.patiently(async () => await ben.reads('Message deleted'));
  await ben.doesNotRead('Never mind');
});

test('what was said elsewhere waits in the list, and reading goes on where it stopped', async ({
  anna,
  ben,
  exists,
}) => {
  await ben.opens();
  await anna.says('one');
  await anna.says('two');
  await anna.says('@ben three');
  await ben.seesInTheList('general', 'Anna: @ben three');
  await ben.seesInTheList('general', '3 unread messages, 1 mention');
  await ben.opensConversation('general');
  await ben.readsAt('one', 'New');
  await ben.follows('New conversation');
  await ben.seesHeading('New conversation');
  const cleo = await exists('Cleo');
  await cleo.says(await cleo.general(), 'and four');
  await ben.seesInTheList('general', '1 unread message');
});

test('whoever opens a conversation with the mouse writes at once, also in the one that is open', async ({
  comes,
  exists,
}) => {
  const cleo = await arrives({ comes, exists }, 'Cleo');
  await cleo.opensConversation('general');
  await cleo.isOn('textbox', 'Message');
  await cleo.presses('Search');
  await cleo.isOn('searchbox', 'Search messages');
  await cleo.opensConversation('general');
  await cleo.isOn('textbox', 'Message');
  await cleo.follows('New conversation');
  await cleo.seesHeading('New conversation');
  await cleo.opensConversation('general');
  await cleo.isOn('textbox', 'Message');
});

test('a server that is killed in the middle of a sentence loses nothing and says nothing twice', async ({
  anna,
  ben,
  server,
}) => {
  anna.faults.expectUnanswered();
  ben.faults.expectUnanswered();
  await anna.says('before');
  await ben.reads('before');
  await server.kill();
  await anna.says('while it is away');
  await anna.says('and again');
  await anna.readsAt('and again', 'On its way');
  await anna.begins('in the middle of');
  await anna.sees(/Offline since/);
  await server.start();
  await ben.reads('while it is away');
  await ben.reads('and again');
  await anna.doesNotReadAt('and again', 'On its way');
  await anna.isWriting('in the middle of');
  await ben.says('we are back');
  await anna.reads('we are back');
  for (const person of [anna, ben]) {
    await person.readsInOrder('before', 'while it is away', 'and again', 'we are back');
    await person.doesNotSee(/Offline since/);
  }
});

test('what was not sent when the page was closed goes out when it is opened again', async ({
  anna,
  ben,
  server,
}) => {
  anna.faults.expectUnanswered();
  ben.faults.expectUnanswered();
  await server.stop();
  await anna.says('from before the night');
  await anna.readsAt('from before the night', 'On its way');
  await anna.page.close();
  await server.start();
  await anna.opensATab();
  await ben.reads('from before the night');
  await ben.readsInOrder('from before the night');
});

test('whoever was offline says what they wrote, and reads what they missed', async ({
  anna,
  ben,
}) => {
  ben.faults.expectUnanswered();
  await ben.losesTheNetwork();
  await ben.says('from the tunnel');
  await anna.says('where are you?');
  await ben.sees(/Offline since/);
  await ben.regainsTheNetwork();
  await anna.reads('from the tunnel');
  await ben.reads('where are you?');
  await ben.readsInOrder('where are you?', 'from the tunnel');
});

test('two tabs of one person are one person', async ({ anna, ben }) => {
  const tab = await anna.opensATab(anna.page.url());
  await anna.says('from the first');
  await tab.reads('from the first');
  await tab.says('from the second');
  await anna.reads('from the second');
  await ben.readsInOrder('from the first', 'from the second');
  await ben.says('to both');
  await anna.reads('to both');
  await tab.reads('to both');
});
