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
import { LANGUAGES, type Language, languageAmong } from './languages';

export type TextName = keyof typeof english;
export type Say = (name: TextName, values?: Record<string, string | number>) => string;

/** What the page says. */
let page: { readonly i18n: I18n; readonly wanted: readonly string[]; isWhole: boolean } | null =
  null;

/** With the words of what is seen first. */
export async function createI18n(wanted: readonly string[]): Promise<I18n> {
  const language = languageAmong(wanted);
  const messages = await untilLoaded(LANGUAGES[language].first);
  const locales = localesOf(language, wanted);
  const i18n = setupI18n({ locale: language, locales, messages: { [language]: messages } });
  page = { i18n, wanted, isWhole: false };
  return i18n;
}

/** Those of one language, so that days and numbers are in that of the words: as it is spoken where one lives. */
function localesOf(language: Language, wanted: readonly string[]): string[] {
  const own = wanted.filter((it) => it.length > 2 && it.slice(0, 2) === language);
  return [...own, language];
}

/** The words of what is loaded later: to be there before it is. */
export async function loadWords(): Promise<void> {
  const loading = page;
  if (!loading || loading.isWhole) return;
  const language = loading.i18n.locale as Language;
  loading.i18n.load(language, await LANGUAGES[language].later());
  loading.isWhole = true;
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
  const { first, later } = LANGUAGES[language];
  const parts: readonly Messages[] = await Promise.all([first(), later()]);
  if (wanted !== language) return false;
  const locales = localesOf(language, page?.wanted ?? []);
  i18n.loadAndActivate({ locale: language, locales, messages: Object.assign({}, ...parts) });
  return true;
}

/** Beside React, where the page is there: what is said outside of it. */
export const sayNow: Say = (name, values) => page?.i18n._(name, values) ?? '';

export function useSay(): Say {
  // Another one for another language, so that what was memorised is said anew.
  const { _: translate } = useLingui();
  return useCallback((name, values) => translate(name, values), [translate]);
}
