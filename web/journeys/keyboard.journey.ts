/** Everything by the keyboard alone: the mouse is never touched. */
import { test } from './journey';

test('from the door to an answer without a mouse', async ({ comes, exists }) => {
  const ben = await exists('Ben');
  const general = await ben.general();
  const anna = await comes('Anna');
  await exists('Anna');
  await ben.says(general, 'Anybody here?');

  await anna.opens();
  await anna.seesField('Username');
  await anna.strikes('Tab');
  await anna.isOn('textbox', 'Username');
  await anna.types('anna');
  await anna.strikes('Tab');
  await anna.types('correct horse battery');
  await anna.strikes('Enter');
  await anna.isIn();

  await anna.strikes('Alt+ArrowDown');
  await anna.seesHeading('general');
  await anna.isOn('textbox', 'Message');
  await anna.types('I am');
  await anna.strikes('Shift+Enter');
  await anna.types('on two lines');
  await anna.strikes('Enter');
  await anna.reads(/I am\s+on two lines/);

  await anna.doesNotReadAt('on two lines', 'On its way');

  // The last message of one's own is edited from the empty line.
  await anna.strikes('ArrowUp');
  await anna.isWriting('I am\non two lines');
  await anna.types('!');
  await anna.strikes('Enter');
  await anna.readsAt('on two lines!', '(edited)');
  await anna.doesNotReadAt('on two lines!', 'On its way');

  // From the line into the messages, and an answer to the one above.
  await anna.strikes('Shift+Tab');
  await anna.isOn('article', /on two lines!/);
  await anna.strikes('ArrowUp');
  await anna.isOn('article', /Anybody here/);
  await anna.strikes('r');
  await anna.isOn('textbox', 'Message');
  await anna.types('Here I am');
  await anna.strikes('Enter');
  await anna.readsAt('Here I am', 'Anybody here?');

  // A reaction, and back to the message.
  await anna.strikes('Shift+Tab', 'ArrowUp', 'ArrowUp');
  await anna.isOn('article', /Anybody here/);
  await anna.strikes('+');
  await anna.isOn('button', 'Thumbs up');
  await anna.strikes('ArrowRight', 'Enter');
  await anna.seesReaction('Anybody here?', /❤️ 1/);
  await anna.isOn('article', /Anybody here/);

  // Deleting, and undoing it.
  await anna.strikes('ArrowDown', 'Delete');
  await anna.reads('Message deleted');
  await anna.strikes('Enter');
  await anna.reads('on two lines!');

  // The menu of a message closes where it was opened.
  await anna.strikes('Enter');
  await anna.seesMenuItem('Copy link');
  await anna.strikes('Escape');
  await anna.isOn('article', /on two lines!/);
  await anna.strikes('Escape');
  await anna.isOn('textbox', 'Message');
});

test('a name is completed, and the search gives the focus back', async ({ comes, exists }) => {
  const account = await exists('Anna');
  await exists('Ben');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${(await account.general()).id}`);
  await anna.isOn('textbox', 'Message');
  await anna.types('@be');
  await anna.seesOption(/Ben/);
  await anna.strikes('Enter');
  await anna.isWriting('@ben ');
  await anna.types('hello');
  await anna.strikes('Enter');
  await anna.reads('@ben hello');

  await anna.strikes('Control+Shift+F');
  await anna.isOn('searchbox', 'Search messages');
  await anna.types('hello');
  await anna.sees('1 message');
  await anna.strikes('ArrowDown', 'Enter');
  await anna.isOn('article', /@ben hello/);
  await anna.strikes('Control+Shift+F', 'Escape', 'Escape');
  await anna.doesNotSee('Search messages');
});

test('a conversation is begun and left by keys', async ({ comes, exists }) => {
  const account = await exists('Anna');
  await exists('Ben');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens('/new');
  await anna.page.getByLabel('Who do you want to talk with?').focus();
  await anna.types('ben');
  await anna.seesOption(/Ben/);
  await anna.strikes('Enter');
  await anna.tabsTo('button', 'Write to Ben');
  await anna.strikes('Enter');
  await anna.seesHeading('Ben');
  await anna.isOn('textbox', 'Message');
});
