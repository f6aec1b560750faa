/**
 * The words of the app. Messages are in ICU's format, made into data when the app is built
 * (`vite.config.ts`), so that no parser is downloaded. English is the measure: its names are the
 * type of every name, and a test holds the other languages to them.
 */
import { type I18n, type Messages, setupI18n } from '@lingui/core';
import { useLingui } from '@lingui/react';
import { useCallback } from 'react';
import { retryDelay } from '@/shared/retry';
import type english from './en.json';

export type TextName = keyof typeof english;
export type Say = (name: TextName, values?: Record<string, string | number>) => string;

/** Each is loaded when it is wanted, so that nobody waits for the words of another. */
const LANGUAGES = {
  de: async () => (await import('./de.json')).default,
  en: async () => (await import('./en.json')).default,
} satisfies Record<string, () => Promise<Messages>>;

export type Language = keyof typeof LANGUAGES;

export async function createI18n(wanted: readonly string[]): Promise<I18n> {
  const language = wanted.map((it) => it.slice(0, 2)).find(isLanguage) ?? 'en';
  const messages = await untilLoaded(LANGUAGES[language]);
  return setupI18n({ locale: language, locales: [...wanted], messages: { [language]: messages } });
}

/** Without words there is nothing to show, not even what went wrong. */
async function untilLoaded(load: () => Promise<Messages>): Promise<Messages> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await load();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt, 500, 10_000)));
    }
  }
}

/** The one that was asked for last: an earlier one may take longer to load. */
let wanted: Language | undefined;

/** Says everything in another language from now on; false where another was asked for since. */
export async function changeLanguage(i18n: I18n, language: Language): Promise<boolean> {
  wanted = language;
  const messages: Messages = await LANGUAGES[language]();
  if (wanted !== language) return false;
  i18n.loadAndActivate({ locale: language, messages });
  return true;
}

export function useSay(): Say {
  // Another one for another language, so that what was memorised is said anew.
  const { _: translate } = useLingui();
  return useCallback((name, values) => translate(name, values), [translate]);
}

export function isLanguage(word: string): word is Language {
  return Object.hasOwn(LANGUAGES, word);
}
