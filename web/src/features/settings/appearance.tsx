/** How this device shows it all. */
import { useLingui } from '@lingui/react';
import { changeLanguage, useSay } from '@/shared/i18n/i18n';
import { keepLanguage, tellLanguage } from '@/shared/i18n/language';
import { isLanguage, type Language } from '@/shared/i18n/languages';
import { density, size, theme } from '@/shared/ui/looks';
import { useCell } from '@/shared/use-cell';
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
  const shown = { theme: useCell(theme), density: useCell(density), size: useCell(size) };
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
        onChoose={(chosen) => theme.choose(chosen)}
        value={shown.theme}
      />
      <Choices
        choices={[
          { value: 'cosy', words: say('settings.density_cosy') },
          { value: 'compact', words: say('settings.density_compact') },
        ]}
        label={say('settings.density')}
        onChoose={(chosen) => density.choose(chosen)}
        value={shown.density}
      />
      <Choices
        choices={[
          { value: 'small', words: say('settings.size_small') },
          { value: 'normal', words: say('settings.size_normal') },
          { value: 'large', words: say('settings.size_large') },
          { value: 'largest', words: say('settings.size_largest') },
        ]}
        label={say('settings.size')}
        onChoose={(chosen) => size.choose(chosen)}
        value={shown.size}
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
