/** The worker's own words, in the language that was chosen in the app last. */
import { setupI18n } from '@lingui/core';
import german from '@/shared/i18n/de.json?pushed';
import english from '@/shared/i18n/en.json?pushed';
import type { TextName } from '@/shared/i18n/i18n';

type WorkerText = Extract<TextName, `worker.${string}`>;
export type SayOfWorker = (name: WorkerText, values?: Record<string, string | number>) => string;

const MESSAGES = { de: german, en: english };

/** `chosen`: in the app on this device, if anybody has. */
export function sayIn(chosen: string | null, wanted: readonly string[]): SayOfWorker {
  const words = [chosen ?? '', ...wanted].map((it) => it.slice(0, 2));
  const locale = words.find((it) => it === 'de' || it === 'en') ?? 'en';
  const messages = locale === 'de' ? MESSAGES.de : MESSAGES.en;
  const i18n = setupI18n({ locale, messages: { [locale]: messages } });
  return (name, values) => i18n._(name, values);
}
