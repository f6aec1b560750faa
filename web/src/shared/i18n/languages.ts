/** The languages that there are. Asked for before any library is there: see `app/ahead.ts`. */
import type { Messages } from '@lingui/core';

/**
 * Each is loaded when it is wanted, so that nobody waits for the words of another, and in two parts
 * (`messages-plugin.ts`), so that nobody waits for those of places where they are not.
 */
export const LANGUAGES = {
  ar: {
    first: async () => (await import('./ar.json?first')).default,
    later: async () => (await import('./ar.json?later')).default,
  },
  de: {
    first: async () => (await import('./de.json?first')).default,
    later: async () => (await import('./de.json?later')).default,
  },
  en: {
    first: async () => (await import('./en.json?first')).default,
    later: async () => (await import('./en.json?later')).default,
  },
  es: {
    first: async () => (await import('./es.json?first')).default,
    later: async () => (await import('./es.json?later')).default,
  },
  fr: {
    first: async () => (await import('./fr.json?first')).default,
    later: async () => (await import('./fr.json?later')).default,
  },
  ja: {
    first: async () => (await import('./ja.json?first')).default,
    later: async () => (await import('./ja.json?later')).default,
  },
  ru: {
    first: async () => (await import('./ru.json?first')).default,
    later: async () => (await import('./ru.json?later')).default,
  },
  zh: {
    first: async () => (await import('./zh.json?first')).default,
    later: async () => (await import('./zh.json?later')).default,
  },
} satisfies Record<string, Record<'first' | 'later', () => Promise<Messages>>>;

export type Language = keyof typeof LANGUAGES;

export function isLanguage(word: string): word is Language {
  return Object.hasOwn(LANGUAGES, word);
}

/** The first of those that somebody wants, as browsers name them. */
export function languageAmong(wanted: readonly string[]): Language {
  return wanted.map((it) => it.slice(0, 2)).find(isLanguage) ?? 'en';
}
