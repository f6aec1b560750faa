/** Which language this device wants: what was chosen here, or what the browser says. */
import { keepDeviceFact } from '../storage/device-database';
import { recall, remember } from '../storage/memory';
import { isLanguage, type Language } from './i18n';

const KEY = 'snug:language';

/** From right to left. */
const MIRRORED: ReadonlySet<string> = new Set(['ar']);

export function directionOf(language: string): 'ltr' | 'rtl' {
  return MIRRORED.has(language) ? 'rtl' : 'ltr';
}

/** Tells the browser, and whoever hears the page, which language it speaks. */
export function tellLanguage(language: string): void {
  document.documentElement.lang = language;
  document.documentElement.dir = directionOf(language);
}

export function wantedLanguages(): readonly string[] {
  const chosen = chosenLanguage();
  return chosen === null ? navigator.languages : [chosen, ...navigator.languages];
}

/** Null: as the browser says. */
export function chosenLanguage(): Language | null {
  const stored = recall(KEY) ?? '';
  return isLanguage(stored) ? stored : null;
}

export function keepLanguage(language: Language): void {
  // The service worker asks there.
  void keepDeviceFact('language', language).catch(() => undefined);
  remember(KEY, language);
}
