/** What is written now and sent later. */
import { expect } from '@playwright/test';
import { png } from './harness/picture';
import { test } from './journey';

test('what one sends later is in a list until its time has come, and the other reads it then', async ({
  comes,
  exists,
}) => {
  const [account, other] = [await exists('Anna'), await exists('Ben')];
  const group = await account.group(other);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${group.id}`);
  const ben = await comes('Ben');
  await ben.is(other);
  await ben.opens(`/c/${group.id}`);

  await expect(anna.page.getByRole('button', { name: 'Send later' })).toBeDisabled();
  await anna.begins('The heron comes at six');
  await anna.presses('Send later');
  await anna.chooses(/^Tomorrow at /);
  await anna.sees(/^It will be sent on /);
  await anna.isWriting('');
  await anna.sees(/^1 message scheduled for /);
  await anna.findsNoBarriers();
  await anna.page.getByRole('link', { name: 'Scheduled messages' }).click();
  await anna.seesHeading('Scheduled messages');
  await anna.sees('The heron comes at six');
  await ben.doesNotRead('The heron comes at six');

  await anna.presses('More for this message');
  await anna.chooses('Send now');
  await anna.sees(/^Nothing is scheduled/);
  await ben.reads('The heron comes at six');
});

test('files wait with their message, and are there when it is', async ({ comes, exists }) => {
  const [account, other] = [await exists('Anna'), await exists('Ben')];
  const group = await account.group(other);
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${group.id}`);
  const ben = await comes('Ben');
  await ben.is(other);
  await ben.opens(`/c/${group.id}`);

  await anna.attaches({ name: 'Heron.png', mimeType: 'image/png', buffer: png(640, 480, 120) });
  await anna.seesAttached('Heron.png');
  await anna.presses('Send later');
  await anna.chooses(/^Tomorrow at /);
  await anna.sees(/^It will be sent on /);
  await expect(anna.page.getByText('Heron.png')).toHaveCount(0);
  await expect(anna.page.getByRole('button', { name: 'Send', exact: true })).toBeDisabled();
  await anna.page.getByRole('link', { name: 'Scheduled messages' }).click();
  await anna.sees('Picture');
  await anna.presses('More for this message');
  await anna.chooses('Edit text and time');
  await anna.fills('Message', 'Who is this?');
  await anna.presses('Schedule');
  await anna.sees('Who is this?');
  await anna.sees('Picture');
  await anna.presses('More for this message');
  await anna.chooses('Send now');
  await ben.reads('Who is this?');
  await ben.seesPicture('Heron.png');
});

test('what is scheduled on one device is there on the other, and can be changed and taken back', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  const anna = await comes('Anna');
  const phone = await comes('Anna', { viewport: { width: 390, height: 844 }, hasTouch: true });
  for (const device of [anna, phone]) await device.is(account);
  await phone.opens('/scheduled');
  await phone.sees(/^Nothing is scheduled/);
  await anna.opens(`/c/${general.id}`);
  await anna.begins('Who waters the beans?');
  await anna.presses('Send later');
  await anna.chooses('Another time…');
  await anna.page.getByLabel('Date and time').fill('2020-01-01T10:00');
  await anna.presses('Schedule');
  await anna.sees('Choose a time ahead, within a year.');
  await anna.page.getByLabel('Date and time').fill(tomorrow());
  await anna.presses('Schedule');
  await anna.sees(/^It will be sent on /);

  await phone.sees('Who waters the beans?');
  await phone.hitsEverything();
  await phone.findsNoBarriers();
  await phone.presses('More for this message');
  await phone.chooses('Edit text and time');
  await phone.fills('Message', 'Who waters the peas?');
  await phone.presses('Schedule');
  await phone.sees('Who waters the peas?');
  await phone.presses('More for this message');
  await phone.chooses('Delete');
  await phone.page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await phone.sees(/^Nothing is scheduled/);
});

test('without a connection it stays where it was written, and says why', async ({
  comes,
  exists,
}) => {
  const account = await exists('Anna');
  const general = await account.general();
  const anna = await comes('Anna');
  await anna.is(account);
  await anna.opens(`/c/${general.id}`);
  await anna.begins('The heron comes at six');
  await anna.presses('Send later');
  await anna.seesMenuItem(/^Tomorrow at /);
  anna.faults.expectUnanswered();
  await anna.losesTheNetwork();
  await anna.chooses(/^Tomorrow at /);
  await anna.sees('The server does not answer. Nothing you typed is lost.');
  await anna.isWriting('The heron comes at six');
  await anna.regainsTheNetwork();
  await anna.presses('Send later');
  await anna.chooses(/^Tomorrow at /);
  await anna.sees(/^It will be sent on /);
  await anna.isWriting('');
});

function tomorrow(): string {
  return new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().slice(0, 16);
}
