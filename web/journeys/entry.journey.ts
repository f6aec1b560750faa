/** Coming in and going out. */
import { test } from './journey';

test('the first account ends in a first message, and the second answers it', async ({ comes }) => {
  const anna = await comes('Anna');
  await anna.opens();
  await anna.seesHeading('Create the first account');
  await anna.makesAnAccount();

  await anna.seesHeading('What is this place called?');
  await anna.fills('Name of the place', 'The Kitchen Table');
  await anna.presses('Go on');
  await anna.presses('Make a link');
  const link = await anna.page.getByLabel('The link').inputValue();
  await anna.presses('Go on');
  await anna.presses('Send and go in');
  await anna.seesHeading('general');
  await anna.reads('Hello, Anna here!');

  const ben = await comes('Ben');
  await ben.opens(link);
  await ben.seesHeading('You are invited to The Kitchen Table');
  await ben.makesAnAccount();
  await ben.seesHeading('general');
  await ben.sees(/Welcome to The Kitchen Table/);
  await ben.reads('Hello, Anna here!');
  await ben.says('Ben is here, too');
  await anna.reads('Ben is here, too');
});

test('whoever is in stays in', async ({ comes, exists }) => {
  await exists('Anna');
  const anna = await comes('Anna');
  await anna.opens();
  await anna.logsIn();
  await anna.isIn();
  await anna.comesBack();
  await anna.isIn();
});

test('a link that was used says so, and what was typed is still there', async ({
  comes,
  exists,
}) => {
  const owner = await exists('Anna');
  const link = await owner.invite();
  await exists('Ben', link.split('/').pop());
  const cleo = await comes('Cleo');
  cleo.faults.expect(/status of 410/);
  await cleo.opens(link);
  await cleo.makesAnAccount();
  await cleo.isTold(/invite was used or has ended/);
  await cleo.hasWritten('Username', 'cleo');
});

test('a username that is taken is said to be', async ({ comes, exists }) => {
  await exists('Anna');
  const anna = await comes('Anna');
  anna.faults.expect(/status of 409/);
  await anna.opens();
  await anna.presses('Make an account');
  await anna.makesAnAccount();
  await anna.isTold(/username is taken/);
});

test('a wrong password is said to be, and the right one lets in', async ({ comes, exists }) => {
  await exists('Anna');
  const anna = await comes('Anna');
  anna.faults.expect(/status of 401/);
  await anna.opens();
  await anna.logsIn('not my password');
  await anna.isTold('The username or the password is wrong.');
  await anna.logsIn();
  await anna.isIn();
});

test('what is missing or too short is said beside it', async ({ comes }) => {
  const anna = await comes('Anna');
  await anna.opens();
  await anna.fills('Password', 'short');
  await anna.presses('Make an account');
  await anna.sees('Please fill this in.');
  await anna.fills('Username', 'anna');
  await anna.presses('Make an account');
  await anna.sees(/At least 8 characters/);
});

test('whoever logs out is out, in every tab', async ({ comes, exists }) => {
  const anna = await comes('Anna');
  await anna.is(await exists('Anna'));
  await anna.opens();
  const tab = await anna.opensATab();
  await tab.isIn();
  await tab.logsOut();
  await tab.isAtTheDoor();
  await anna.isAtTheDoor();
  await anna.comesBack();
  await anna.isAtTheDoor();
});

test('a server that is away is said to be, and nothing typed is lost', async ({
  comes,
  exists,
  server,
}) => {
  await exists('Anna');
  const anna = await comes('Anna');
  anna.faults.expectUnanswered();
  await anna.opens();
  await anna.isAtTheDoor();
  await server.kill();
  await anna.logsIn();
  await anna.isTold(/The server does not answer/);
  await anna.hasWritten('Username', 'anna');
  await server.start();
  await anna.presses('Log in');
  await anna.isIn();
});

test.describe('where an account needs an invite', () => {
  test.use({ settings: { SNUG_AUTH__REGISTRATION: 'invite' } });

  test('nobody is offered to make one', async ({ comes, exists }) => {
    await exists('Anna');
    const ben = await comes('Ben');
    await ben.opens();
    await ben.isAtTheDoor();
    await ben.sees(/New people come in by an invite/);
    await ben.doesNotSee('Make an account');
  });
});
