/** All emoji, in their groups, by the words of a language. */
import type groupsType from 'emojibase-data/en/data.json?emoji';

export interface Emoji {
  /** Without a tone of skin: it tells it from the others. */
  readonly emoji: string;
  readonly label: string;
  /** From light to dark. */
  readonly tones: readonly string[] | null;
  /** What finds it. */
  readonly words: string;
}

export interface EmojiGroup {
  readonly name: string;
  readonly all: readonly Emoji[];
}

type Load = () => Promise<{ default: typeof groupsType }>;

const LANGUAGES: Readonly<Record<string, Load>> = {
  ar: async () => await import('emojibase-data/en/data.json?emoji=ar'),
  de: async () => await import('emojibase-data/de/data.json?emoji'),
  en: async () => await import('emojibase-data/en/data.json?emoji'),
  es: async () => await import('emojibase-data/es/data.json?emoji'),
  fr: async () => await import('emojibase-data/fr/data.json?emoji'),
  ja: async () => await import('emojibase-data/ja/data.json?emoji'),
  ru: async () => await import('emojibase-data/ru/data.json?emoji'),
  zh: async () => await import('emojibase-data/zh/data.json?emoji'),
};

/** In English where nobody has put them into this language. */
export async function loadCatalogue(language: string): Promise<readonly EmojiGroup[]> {
  const load = LANGUAGES[language] ?? LANGUAGES['en'];
  const groups = load ? (await load()).default : [];
  return groups.map(([name, all]) => ({
    name,
    all: all.map(([emoji, label, words, tones = null]) => {
      return { emoji, label, tones, words: `${label} ${words}`.toLocaleLowerCase(language) };
    }),
  }));
}

/** `shade`: from 0, none, to 5, dark. */
export function inTone({ emoji, tones }: Emoji, shade: number): string {
  return tones?.[shade - 1] ?? emoji;
}

/** Those that each word of a text finds, by the beginnings of their own: first by their names, the plainest before. */
export function findEmoji(groups: readonly EmojiGroup[], text: string): readonly Emoji[] {
  const wanted = text.trim().toLocaleLowerCase().split(/\s+/u);
  const found = groups
    .flatMap((it) => it.all)
    .filter((it) => it.emoji === text.trim() || wanted.every((word) => holds(it.words, word)));
  const isNamed = ({ label }: Emoji): boolean => holds(label.toLocaleLowerCase(), wanted[0] ?? '');
  const named = found.filter(isNamed).sort((a, b) => a.label.length - b.label.length);
  return [...named, ...found.filter((it) => !isNamed(it))];
}

/** Where a word begins, or anywhere in a script that has no spaces. */
function holds(words: string, part: string): boolean {
  const at = words.indexOf(part);
  if (at <= 0) return at === 0;
  return (
    / /u.test(words.charAt(at - 1)) || /[^\p{sc=Latin}]/u.test(part) || words.includes(` ${part}`)
  );
}
