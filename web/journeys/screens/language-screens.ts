/** The app in other languages: in the longest words, in other scripts, from right to left. */
import type { World } from '../journey';
import type { Person } from '../people';
import { furnish, type House } from './furnish';
import type { Screen } from './screen';

/** English is everywhere else. By the words of the settings there. */
const LANGUAGES = {
  'ar-EG': 'الإعدادات',
  'de-DE': 'Einstellungen',
  'es-ES': 'Ajustes',
  'fr-FR': 'Paramètres',
  'ja-JP': '設定',
  'ru-RU': 'Настройки',
  'zh-CN': '设置',
} as const;

/** The sheet of all keys, by its title: the longest words, and from right to left. */
const KEYS = { 'ar-EG': 'اختصارات لوحة المفاتيح', 'de-DE': 'Tastenkürzel' } as const;

export const LANGUAGE_SCREENS: readonly Screen[] = [
  ...Object.entries(LANGUAGES).flatMap(([locale, settings]): Screen[] => [
    {
      name: `language-${locale}-talk`,
      go: async (world) => {
        const { person, house } = await comesIn(world, locale);
        await person.opens(`/c/${house.general.id}`);
        await person.sees('The left one');
        return person;
      },
    },
    {
      name: `language-${locale}-settings`,
      go: async (world) => {
        const { person } = await comesIn(world, locale);
        await person.opens('/settings/notifications');
        await person.seesHeading(settings);
        return person;
      },
    },
  ]),
  ...Object.entries(KEYS).map(([locale, title]): Screen => {
    return {
      name: `language-${locale}-shortcuts`,
      go: async (world) => {
        const { person } = await comesIn(world, locale);
        await person.opens();
        await person.sees('garden');
        await person.strikes('Control+/');
        await person.seesHeading(title);
        return person;
      },
    };
  }),
  {
    name: 'language-ar-menu',
    go: async (world) => {
      const { person, house } = await comesIn(world, 'ar-EG');
      await person.opens(`/c/${house.general.id}`);
      await person.sees('The left one');
      await house.ben.says(house.general, 'أهلًا **بكم** في الحديقة، @anna-berg');
      await person.sees('بكم');
      await person.page.getByRole('button', { name: 'المزيد عن هذه المحادثة' }).click();
      await person.seesMenuItem('كتم لمدة ساعة');
      return person;
    },
  },
];

async function comesIn(world: World, locale: string): Promise<{ person: Person; house: House }> {
  const house = await furnish(world);
  const person = await world.comes('Anna Berg', { locale });
  await person.is(house.anna);
  return { person, house };
}
