/** When something around Snug does not work: one is told what is so, and nothing typed is lost. */
import { expect } from '@playwright/test';
import { keptNames } from './harness/worker-hand';
import { arrives, test } from './journey';

test('a session that ends while one writes is taken up in place', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const anna = await comes('Anna');
  anna.faults.expect(/status of 401/);
  await anna.is(account);
  await anna.opens(`/c/${(await account.general()).id}`);
  await anna.begins('Half a sent');
  await account.endsOtherSessions();
  await anna.sees(/Your session has ended/);
  await anna.findsNoBarriers();
  await anna.fills('Password', 'not my password');
  await anna.presses('Log in');
  await anna.isTold(/password is wrong/);
  await anna.fills('Password', account.password);
  await anna.presses('Log in');
  await anna.isWriting('Half a sent');
  await anna.says('Half a sentence');
  await anna.reads('Half a sentence');
  await anna.doesNotReadAt('Half a sentence', 'On its way');
});

test('a session that ended while the page was closed has lost nothing that was written', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  const place = `/c/${general.id}`;
  const anna = await comes('Anna');
  anna.faults.expect(/status of 401/);
  anna.faults.expectUnanswered();
  await anna.is(account);
  await anna.opens(place);
  await anna.isIn();
  await anna.losesTheNetwork();
  await anna.says('A whole sentence');
  await anna.begins('Half a sent');
  await expect.poll(async () => await keptNames(anna.page)).toContain(`drafts/${general.id}`);
  await anna.page.close();
  await anna.regainsTheNetwork();
  await account.endsOtherSessions();

  const again = await anna.opensATab(place);
  await again.isAtTheDoor();
  await again.doesNotSee('A whole sentence');
  await again.logsIn(account.password);
  await again.isWriting('Half a sent');
  await again.reads('A whole sentence');
  await again.doesNotReadAt('A whole sentence', 'On its way');
});

test('on a line that takes two seconds one writes as on any other', async ({ comes, exists }) => {
  test.setTimeout(60_000);
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  await exists('Anna');
  const anna = await comes('Anna');
  await anna.getsLateAnswers(2_000);
  await anna.opens();
  await anna.patiently(async () => await anna.seesField('Username'));
  await anna.logsIn();
  await anna.sees('The server takes its time. Still waiting …');
  await anna.patiently(async () => await anna.isIn());
  await anna.opensConversation('general');
  await anna.says('Slow but sure');
  await anna.says('And in order');
  await anna.readsAt('And in order', 'On its way');
  await ben.patiently(async () => await ben.reads('And in order'));
  await anna.patiently(async () => await anna.doesNotReadAt('And in order', 'On its way'));
  await ben.readsInOrder('Slow but sure', 'And in order');
});

test('a server that stumbles is said to, with a way on', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const general = await account.general();
  await account.says(general, 'Still there');
  const anna = await comes('Anna');
  anna.faults.expect(/status of 500/);
  await anna.is(account);
  await anna.opens();
  await anna.isIn();
  await anna.isFailed('**/messages*');
  await anna.opensConversation('general');
  await anna.isTold(/Something went wrong on the server/);
  await anna.isServedAgain();
  await anna.presses('Try again');
  await anna.reads('Still there');
  await anna.isFailed('**/api/channels*');
  await anna.opens('/channels');
  await anna.isTold(/Something went wrong on the server/);
  await anna.isServedAgain();
  await anna.presses('Try again');
  await anna.sees('You are in');
});

test('a server that is gone leaves what one has read and written', async ({
  comes,
  exists,
  server,
}) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  anna.faults.expectUnanswered();
  await anna.opensConversation('general');
  await anna.says('before');
  await anna.doesNotReadAt('before', 'On its way');
  await server.stop();
  await anna.sees(/Offline since/);
  await anna.says('after');
  await anna.readsAt('after', 'On its way');
  await anna.reads('before');
  await anna.findsNoBarriers();
  await server.start();
  // It may have found it by itself just then.
  await anna.presses('Try now').catch(() => anna.doesNotSee(/Offline since/));
  await anna.doesNotReadAt('after', 'On its way');
  await anna.doesNotSee(/Offline since/);
});

test('what the server will not take is said at the message, and can be thrown away', async ({
  comes,
  exists,
}) => {
  const owner = await exists('Owner');
  const account = await exists('Anna');
  const anna = await comes('Anna');
  await anna.is(account);
  anna.faults.expectUnanswered();
  const attic = await owner.channel('attic', account);
  await anna.opens(`/c/${attic.id}`);
  await anna.seesHeading('attic');
  await anna.losesTheNetwork();
  await anna.says('I am late');
  await owner.removes(attic, account);
  await anna.regainsTheNetwork();
  await anna.sees(/You are not in this channel/);
  await owner.adds(attic, account);
  await anna.readsAt('I am late', /Not sent/);
  await anna.presses('Discard');
  await anna.doesNotRead('I am late');
});

test('another version is offered, and never forced', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.isToldOfAnotherVersion();
  await anna.opens(`/c/${(await account.general()).id}`);
  await anna.begins('Not now, I am writing');
  await anna.sees('Another version of Snug is here.');
  await anna.presses('Not now');
  await anna.doesNotSee('Another version of Snug is here.');
  await anna.isWriting('Not now, I am writing');
});

test('whoever takes another version goes on with what they wrote', async ({ comes, exists }) => {
  const account = await exists('Anna');
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.isToldOfAnotherVersion();
  await anna.opens(`/c/${(await account.general()).id}`);
  await anna.begins('Half a sentence');
  await anna.sees('Another version of Snug is here.');
  await anna.isServedAgain();
  const loaded = anna.page.waitForEvent('load');
  await anna.presses('Reload');
  await loaded;
  await anna.isWriting('Half a sentence');
  await anna.doesNotSee('Another version of Snug is here.');
  await anna.says('Half a sentence, and the rest');
});

test('a browser that stores nothing is said to, and one talks all the same', async ({
  comes,
  exists,
}) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  const account = await exists('Anna');
  const anna = await comes('Anna');
  await anna.storesNothing();
  await anna.is(account);
  await anna.opens();
  await anna.isIn();
  await anna.opensConversation('general');
  await anna.sees(/This browser stores nothing here/);
  await anna.says('From nowhere');
  await ben.reads('From nowhere');
});

test('a full disk is said, one talks all the same, and nothing that was sent comes back', async ({
  comes,
  exists,
}) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  await ben.opensConversation('general');
  const account = await exists('Anna');
  const general = await account.general();
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${general.id}`);
  await anna.begins('Half a sent');
  await expect.poll(async () => await keptNames(anna.page)).toContain(`drafts/${general.id}`);
  await anna.hasNoRoom();
  await anna.begins('Half a sentence, and');
  await anna.sees(/There is no room left on this device/);
  await anna.findsNoBarriers();
  await anna.says('Half a sentence, and the rest');
  await ben.reads('Half a sentence, and the rest');
  await anna.doesNotSee(/There is no room left on this device/);
  await anna.comesBack();
  await anna.reads('Half a sentence, and the rest');
  await anna.isWriting('');
});

test.describe('over plain HTTP, not from this machine', () => {
  test('one is told that others can read along, and talks', async ({ address, comes, exists }) => {
    const baseURL = `http://snug.example:${new URL(address).port}`;
    const ben = await arrives({ comes, exists }, 'Ben');
    await ben.opensConversation('general');
    const anna = await comes('Anna', { baseURL });
    await anna.opens();
    await anna.sees(/This connection is not encrypted/);
    await anna.presses('Make an account');
    await anna.makesAnAccount();
    await anna.says('Can anybody else read this?');
    await ben.reads('Can anybody else read this?');
    await ben.says('Everybody on the train');
    await anna.reads('Everybody on the train');
    await anna.findsNoBarriers();
  });
});

test.describe('where the cookies of the server do not hold', () => {
  // Its cookies are for HTTPS alone, and the page is not.
  test.use({ settings: { SNUG_SERVER__PUBLIC_URL: 'https://snug.example' } });

  test('one is told why one cannot log in', async ({ address, comes, exists }) => {
    await exists('Anna');
    const baseURL = `http://snug.example:${new URL(address).port}`;
    const anna = await comes('Anna', { baseURL });
    anna.faults.expect(/status of 401/);
    await anna.opens();
    await anna.logsIn();
    await anna.isTold(/This browser keeps no cookies for this page/);
    await anna.hasWritten('Username', 'anna');
    await anna.findsNoBarriers();
  });
});

test('a place that did not come is there, with its looks, when one tries again', async ({
  comes,
  exists,
}) => {
  const anna = await comes('Anna');
  anna.faults.expectUnanswered();
  anna.faults.expect(/NotLoadedError/);
  await anna.is(await exists('Anna'));
  await anna.isCutOff('**/assets/settings-page*');
  await anna.opens('/settings');
  await anna.isTold(/could not be loaded/);
  await anna.presses('Try again');
  await anna.isTold(/could not be loaded/);
  await anna.isServedAgain();
  await anna.presses('Try again');
  await anna.seesField('Your name');
  const tabs = anna.page.getByRole('navigation', { name: 'Settings' });
  await expect(tabs).toHaveCSS('display', 'flex');
});

test('whoever logs out where nobody answers is told so, and may go', async ({ comes, exists }) => {
  const anna = await arrives({ comes, exists }, 'Anna');
  await anna.getsNoAnswers('**/api/auth/logout');
  await anna.logsOut();
  await anna.seesButton('Logging out …');
  await anna.sees(/The server does not answer/);
  await anna.findsNoBarriers();
  await anna.confirms('Forget on this device');
  await anna.isAtTheDoor();
});
