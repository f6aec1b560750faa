/** In the reader's own language, from the door on. */
import { expect } from '@playwright/test';
import { test } from './journey';

test('wer Deutsch liest, kommt auf Deutsch herein', async ({ comes }) => {
  const anna = await comes('Anna', { locale: 'de-DE' });
  await anna.opens();
  await anna.fills('Benutzername', 'anna');
  await anna.fills('Passwort', 'kurz');
  await anna.presses('Konto anlegen');
  await anna.sees('Mindestens 8 Zeichen.');
  await anna.fills('Passwort', 'ein langes Passwort');
  await anna.presses('Konto anlegen');
  await anna.presses('Überspringen');
  await anna.presses('Überspringen');
  await anna.presses('Senden und hineingehen');
  await anna.seesHeading('general');
  await anna.findsNoBarriers();
});

test('the language of this device is chosen, and kept', async ({ comes, exists }) => {
  const anna = await comes('Anna');
  await anna.is(await exists('Anna'));
  await anna.opens('/settings');
  await anna.picks('Deutsch');
  await anna.seesHeading('Einstellungen');
  await anna.comesBack();
  await anna.seesHeading('Einstellungen');
  await anna.picks('English');
  await anna.seesHeading('Settings');
});

test('auf einem Telefon stehen die Teile der Einstellungen in einer Zeile', async ({
  comes,
  exists,
}) => {
  const viewport = { width: 390, height: 844 };
  const anna = await comes('Anna', { locale: 'de-DE', viewport });
  await anna.is(await exists('Anna'));
  await anna.opens('/settings/notifications');
  await anna.seesHeading('Einstellungen');
  const tabs = anna.page.getByRole('navigation', { name: 'Einstellungen' }).getByRole('link');
  await expect(tabs).toHaveCount(4);
  const boxes = await Promise.all((await tabs.all()).map((it) => it.boundingBox()));
  expect(new Set(boxes.map((it) => it?.y)).size, 'so many lines').toBe(1);
  await anna.scrollsOneWayOnly();
});
