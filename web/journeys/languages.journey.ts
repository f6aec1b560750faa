/** In eight languages, each with its own words, numbers and direction. */
import { expect } from '@playwright/test';
import { arrives, test } from './journey';

const CHOICES = [
  ['Français', 'Paramètres', 'fr', 'ltr'],
  ['Español', 'Ajustes', 'es', 'ltr'],
  ['Русский', 'Настройки', 'ru', 'ltr'],
  ['简体中文', '设置', 'zh', 'ltr'],
  ['日本語', '設定', 'ja', 'ltr'],
  ['العربية', 'الإعدادات', 'ar', 'rtl'],
  ['Deutsch', 'Einstellungen', 'de', 'ltr'],
  ['English', 'Settings', 'en', 'ltr'],
] as const;

test('each language is chosen by its own name, and the page speaks it at once', async ({
  comes,
  exists,
}) => {
  const anna = await comes('Anna');
  await anna.is(await exists('Anna'));
  await anna.opens('/settings');
  for (const [name, settings, lang, dir] of CHOICES) {
    await anna.picks(name);
    await anna.seesHeading(settings);
    const page = anna.page.locator('html');
    await expect(page).toHaveAttribute('lang', lang);
    await expect(page).toHaveAttribute('dir', dir);
  }
});

test('من يقرأ العربية يتحدث بها من اليمين إلى اليسار', async ({ comes, exists }) => {
  const ben = await exists('Ben');
  const anna = await comes('Anna', { locale: 'ar-EG' });
  await anna.is(await exists('Anna'));
  await anna.opens(`/c/${(await ben.general()).id}`);
  for (const text of ['one', 'two', 'three']) await ben.says(await ben.general(), text);
  await anna.sees('three');
  await anna.findsNoBarriersNorDarkness();
  await anna.scrollsOneWayOnly();

  // The list stands at the right, and what is opened by a button stays within the page.
  const list = await anna.page.getByRole('navigation', { name: 'المحادثات' }).boundingBox();
  expect(list?.x).toBeGreaterThan(500);
  await anna.page.getByRole('textbox', { name: 'رسالة' }).fill('مرحبًا **بكم**');
  await anna.strikes('Enter');
  await expect(anna.page.getByRole('article', { name: 'مرحبًا' }).locator('strong')).toHaveText(
    'بكم',
  );
  await anna.strikes('Control+K');
  await anna.isOn('combobox', 'البحث عن أشخاص ومحادثات وإجراءات');
  await anna.findsNoBarriers();
  await anna.strikes('Escape');

  // Elsewhere what came meanwhile is counted in the form that three have.
  await anna.opens('/settings');
  for (const text of ['four', 'five', 'six']) await ben.says(await ben.general(), text);
  await expect(anna.page.getByText(/^[3٣] رسائل غير مقروءة$/)).toBeAttached();
});

test('кто читает по-русски, читает числа как надо', async ({ comes, exists }) => {
  const ben = await arrives({ comes, exists }, 'Ben');
  const anna = await comes('Anna', { locale: 'ru-RU' });
  await anna.is(await exists('Anna'));
  await anna.opens('/settings');
  await anna.seesHeading('Настройки');
  await ben.opensConversation('general');
  const forms = ['1 непрочитанное сообщение', '2 непрочитанных сообщения'];
  for (const form of forms) {
    await ben.says('Привет');
    await expect(anna.page.getByText(form)).toBeAttached();
  }
});

test('on a phone the settings’ ways stand in one line in every language', async ({
  comes,
  exists,
}) => {
  const anna = await comes('Anna', { viewport: { width: 390, height: 844 } });
  await anna.is(await exists('Anna'));
  await anna.opens('/settings');
  for (const [name, settings] of CHOICES) {
    await anna.picks(name);
    await anna.seesHeading(settings);
    const ways = anna.page.getByRole('navigation', { name: settings }).getByRole('link');
    const tops = await ways.evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top));
    expect(new Set(tops).size, name).toBe(1);
    await ways.first().scrollIntoViewIfNeeded();
    await expect(ways.last()).toBeInViewport({ ratio: 1 });
  }
});
