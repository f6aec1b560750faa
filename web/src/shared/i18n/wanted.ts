/**
 * Which language this device wants: what was chosen here, or what the browser says. Asked for before any
 * library is there: see `app/ahead.ts`.
 */
import { recall, remember } from '../storage/memory';
import { isLanguage, type Language } from './languages';

const KEY = 'snug:language';

export function wantedLanguages(): readonly string[] {
  const chosen = chosenLanguage();
  return chosen === null ? navigator.languages : [chosen, ...navigator.languages];
}

/** Null: as the browser says. */
export function chosenLanguage(): Language | null {
  const stored = recall(KEY) ?? '';
  return isLanguage(stored) ? stored : null;
}

export function rememberLanguage(language: Language): void {
  remember(KEY, language);
}
