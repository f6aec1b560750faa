/** The worker's own words, in the language that was chosen in the app last. */
import { type Messages, setupI18n } from '@lingui/core';
import arabic from '@/shared/i18n/ar.json?pushed';
import german from '@/shared/i18n/de.json?pushed';
import english from '@/shared/i18n/en.json?pushed';
import spanish from '@/shared/i18n/es.json?pushed';
import french from '@/shared/i18n/fr.json?pushed';
import type { TextName } from '@/shared/i18n/i18n';
import japanese from '@/shared/i18n/ja.json?pushed';
import russian from '@/shared/i18n/ru.json?pushed';
import chinese from '@/shared/i18n/zh.json?pushed';

type WorkerText =
  | Extract<TextName, `worker.${string}`>
  | Extract<TextName, 'files.several' | 'ring.hint' | 'ring.in'>;
export type SayOfWorker = (name: WorkerText, values?: Record<string, string | number>) => string;

const MESSAGES: Readonly<Record<string, Messages>> = {
  ar: arabic,
  de: german,
  en: english,
  es: spanish,
  fr: french,
  ja: japanese,
  ru: russian,
  zh: chinese,
};

/** `chosen`: in the app on this device, if anybody has. */
export function sayIn(chosen: string | null, wanted: readonly string[]): SayOfWorker {
  const words = [chosen ?? '', ...wanted].map((it) => it.slice(0, 2));
  const locale = words.find((it) => Object.hasOwn(MESSAGES, it)) ?? 'en';
  const messages = MESSAGES[locale] ?? english;
  const i18n = setupI18n({ locale, messages: { [locale]: messages } });
  return (name, values) => i18n._(name, values);
}
