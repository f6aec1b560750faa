/** How this device shows it all. */
import { useLingui } from '@lingui/react';
import { useSyncExternalStore } from 'react';
import { changeLanguage, isLanguage, type Language, useSay } from '@/shared/i18n/i18n';
import { keepLanguage, tellLanguage } from '@/shared/i18n/language';
import { chooseTheme, theme } from '@/shared/ui/theme';
import { Choices } from './choices';
import { Section } from './section';

/** Each by its own name: whoever looks for theirs may not read any other. */
const NAMES: readonly { value: Language; words: string; lang: string }[] = [
  { value: 'en', words: 'English', lang: 'en' },
  { value: 'de', words: 'Deutsch', lang: 'de' },
  { value: 'es', words: 'Español', lang: 'es' },
  { value: 'fr', words: 'Français', lang: 'fr' },
  { value: 'ru', words: 'Русский', lang: 'ru' },
  { value: 'ar', words: 'العربية', lang: 'ar' },
  { value: 'zh', words: '简体中文', lang: 'zh' },
  { value: 'ja', words: '日本語', lang: 'ja' },
];

export function Appearance() {
  const say = useSay();
  const { i18n } = useLingui();
  const shown = useSyncExternalStore(theme.subscribe, theme.get);
  const speak = async (language: Language): Promise<void> => {
    if (!(await changeLanguage(i18n, language))) return;
    tellLanguage(language);
    keepLanguage(language);
  };
  return (
    <Section lead={say('settings.appearance_lead')} title={say('settings.appearance')}>
      <Choices
        choices={[
          { value: 'system', words: say('settings.theme_system') },
          { value: 'light', words: say('settings.theme_light') },
          { value: 'dark', words: say('settings.theme_dark') },
        ]}
        label={say('settings.theme')}
        onChoose={chooseTheme}
        value={shown}
      />
      <Choices
        choices={NAMES}
        label={say('settings.language')}
        // Where it can't be loaded just now, it stays as it is.
        onChoose={(language) => void speak(language).catch(() => undefined)}
        value={isLanguage(i18n.locale) ? i18n.locale : 'en'}
      />
    </Section>
  );
}
