/** All the words of the app, in English. */
import type { I18n } from '@lingui/core';
import { createI18n, loadWords } from '@/shared/i18n/i18n';

export async function english(): Promise<I18n> {
  const i18n = await createI18n(['en']);
  await loadWords();
  return i18n;
}
