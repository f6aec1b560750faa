import { compileMessage } from '@lingui/message-utils/compileMessage';
import { describe, expect, it } from 'vitest';
import german from '@/shared/i18n/de.json?raw';
import english from '@/shared/i18n/en.json?raw';
import { changeLanguage, createI18n } from '@/shared/i18n/i18n';

/** Named by a problem's code, or by a state. */
const BY_CODE = /^(error|connection)\./;

/** Of each message, the values that it speaks of. */
function values(source: string): Record<string, string[]> {
  const texts: Record<string, string> = JSON.parse(source);
  const named = Object.entries(texts).map(([name, text]) => {
    const parts = compileMessage(text).filter((it) => Array.isArray(it));
    return [name, parts.map((it) => String(it[0])).sort()];
  });
  return Object.fromEntries(named);
}

describe('the words of the app', () => {
  it('are the same in every language, and speak of the same values', () => {
    expect(values(german)).toEqual(values(english));
  });

  it('are all said somewhere', () => {
    const sources = import.meta.glob('../src/**/*.{ts,tsx}', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const said = Object.values(sources).join();
    const isSaid = (name: string) => said.includes(`'${name}'`) || BY_CODE.test(name);
    expect(Object.keys(JSON.parse(english)).filter((name) => !isSaid(name))).toEqual([]);
  });

  it('are said in the first language that is known', async () => {
    const i18n = await createI18n(['fr-FR', 'de-AT', 'en']);
    expect(i18n._('sidebar.unread', { count: 1 })).toBe('1 ungelesene Nachricht');
    expect(i18n._('sidebar.unread', { count: 3 })).toBe('3 ungelesene Nachrichten');
    expect((await createI18n(['fr']))._('entry.login')).toBe('Log in');
  });

  it('are in the language that was asked for last, whichever is loaded first', async () => {
    const i18n = await createI18n(['en']);
    const asked = [changeLanguage(i18n, 'de'), changeLanguage(i18n, 'en')];
    expect(await Promise.all(asked)).toEqual([false, true]);
    expect(i18n.locale).toBe('en');
  });
});
