/** In the reader's own language, from the door on. */
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
