import { compileMessage } from '@lingui/message-utils/compileMessage';
import { describe, expect, it } from 'vitest';
import english from '@/shared/i18n/en.json?raw';
import { changeLanguage, createI18n, loadWords, type Say } from '@/shared/i18n/i18n';
import { codeText } from '@/shared/i18n/problem-text';
import openapi from '../../docs/openapi.json?raw';
import { isLater } from '../messages-plugin';

/** Of the problems that the server answers with. */
const codes: readonly string[] = JSON.parse(openapi).components.schemas.Code.enum;

/**
 * Those of faults that are the app's own, or that it mends before anybody sees them; and the one of
 * fields, which is said beside them. Where one is shown all the same, it says what the server said.
 */
const WITHOUT_WORDS = [
  'malformed',
  'token_expired',
  'method_not_allowed',
  'id_conflict',
  'offset_conflict',
  'unsupported_version',
  'unsupported_type',
  'range_not_satisfiable',
  'invalid_field',
  'locked',
  'checksum_mismatch',
];

/** Of each message, the values that it speaks of. */
function values(source: string): Record<string, string[]> {
  const texts: Record<string, string> = JSON.parse(source);
  const named = Object.entries(texts).map(([name, text]) => {
    const parts = compileMessage(text).filter((it) => Array.isArray(it));
    return [name, parts.map((it) => String(it[0])).sort()];
  });
  return Object.fromEntries(named);
}

const sources: Record<string, string> = import.meta.glob('../src/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** All that is loaded with a module: what it imports, and what that imports. */
function loadedWith(path: string, found = new Set<string>()): ReadonlySet<string> {
  const source = sources[path];
  if (source === undefined || found.has(path)) return found;
  found.add(path);
  for (const [, place = ''] of source.matchAll(/^(?:import|\}) (?!type)[^;]*?'([^']+)';$/gm)) {
    const base = place.startsWith('@/') ? '/src/' : `${path.slice(2)}/../`;
    const { pathname } = new URL(place.replace(/^@\//, ''), `http://src.example${base}`);
    for (const ending of ['.ts', '.tsx']) loadedWith(`..${pathname}${ending}`, found);
  }
  return found;
}

const languages: Record<string, string> = import.meta.glob('../src/shared/i18n/*.json', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const nameOf = (path: string): string => path.replace(/^.*\/|\.json$/g, '');
const translations = Object.entries(languages).map(([path, it]) => [nameOf(path), it] as const);

/** Every form of a number that a text has, wherever in it. */
function pluralsOf(text: string): readonly (readonly string[])[] {
  const found: string[][] = [];
  const look = (part: unknown): void => {
    if (!Array.isArray(part)) {
      if (typeof part === 'object' && part !== null) Object.values(part).forEach(look);
      return;
    }
    const [, kind, forms] = part;
    if (kind === 'plural') found.push(Object.keys(forms));
    part.forEach(look);
  };
  look(compileMessage(text));
  return found;
}

describe('the words of the app', () => {
  it('are in eight languages', () => {
    const all = ['ar', 'de', 'en', 'es', 'fr', 'ja', 'ru', 'zh'];
    expect(translations.map(([name]) => name)).toEqual(all);
  });

  it.each(translations)(
    'are all there and no others, and speak of the same values: %s',
    (_, it) => {
      expect(values(it)).toEqual(values(english));
    },
  );

  it.each(translations)('know each form that a number asks for: %s', (language, it) => {
    const rules = new Intl.PluralRules(language);
    const numbers = Array.from({ length: 200 }, (_, number) => number);
    const asked = [...new Set(numbers.map((number) => rules.select(number)))];
    const texts = Object.entries<string>(JSON.parse(it));
    const missing = texts.flatMap(([name, text]) =>
      pluralsOf(text).flatMap((forms) =>
        [...asked, 'other'].filter((form) => !forms.includes(form)).map((form) => [name, form]),
      ),
    );
    expect(missing).toEqual([]);
  });

  it('are all said somewhere', () => {
    const said = Object.values(sources).join();
    // By the code of a problem, the server's or one that the app makes itself.
    const byCode = [...codes, 'upload_lost'].map((code) => `error.${code}`);
    const isSaid = (name: string) => said.includes(`'${name}'`) || byCode.includes(name);
    expect(Object.keys(JSON.parse(english)).filter((name) => !isSaid(name))).toEqual([]);
  });

  it('are there for every problem that a person can meet', () => {
    const known: Record<string, string> = JSON.parse(english);
    expect(codes.filter((code) => !(`error.${code}` in known))).toEqual(WITHOUT_WORDS);
  });

  it('that come later are said by nothing that is there first', () => {
    const first = loadedWith('../src/app/main.tsx');
    expect(first).toContain('../src/features/conversation/composer/composer.tsx');
    const said = [...first].flatMap((path) => {
      const names = sources[path]?.match(/'[a-z]+\.[a-z_]+'/g) ?? [];
      return names.map((it) => it.slice(1, -1));
    });
    expect(said).toContain('composer.send');
    const known: Record<string, string> = JSON.parse(english);
    expect(said.filter((it) => it in known && isLater(it))).toEqual([]);
  });

  it('are there when what needs them is', async () => {
    const i18n = await createI18n(['en']);
    await loadWords();
    expect(i18n._('settings.theme')).not.toBe('settings.theme');
  });

  it('are said in the first language that is known', async () => {
    const i18n = await createI18n(['nl-NL', 'de-AT', 'en']);
    expect(i18n._('sidebar.unread', { count: 1 })).toBe('1 ungelesene Nachricht');
    expect(i18n._('sidebar.unread', { count: 3 })).toBe('3 ungelesene Nachrichten');
    expect((await createI18n(['nl']))._('acts.logout')).toBe('Log out');
  });

  it('have their days and numbers in the same language, as it is spoken where one lives', async () => {
    const day = new Date('2026-03-01T12:00:00Z');
    const english = await createI18n(['pt-BR', 'en']);
    expect(english.date(day, { month: 'long' })).toBe('March');
    const german = await createI18n(['de', 'en-GB', 'de-AT']);
    expect(german.date(new Date('2026-01-01T12:00:00Z'), { month: 'long' })).toBe('Jänner');
    await changeLanguage(german, 'fr');
    expect(german.date(day, { month: 'long' })).toBe('mars');
  });

  it('are there for what an older server does not know', async () => {
    const i18n = await createI18n(['en']);
    const say: Say = (name, values) => i18n._(name, values);
    expect(codeText('unknown_event', say)).toMatch(/another version/);
    expect(codeText('never_heard', say, 'Never heard.')).toBe('That did not work: Never heard.');
  });

  it('are in the language that was asked for last, whichever is loaded first', async () => {
    const i18n = await createI18n(['en']);
    const asked = [changeLanguage(i18n, 'de'), changeLanguage(i18n, 'en')];
    expect(await Promise.all(asked)).toEqual([false, true]);
    expect(i18n.locale).toBe('en');
  });
});
