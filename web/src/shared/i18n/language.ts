/** The language that the page speaks, told to all who go by it. */
import { keepDeviceFact } from '../storage/device-database';
import type { Language } from './languages';
import { rememberLanguage } from './wanted';

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

export function keepLanguage(language: Language): void {
  // The service worker asks there.
  void keepDeviceFact('language', language).catch(() => undefined);
  rememberLanguage(language);
}
