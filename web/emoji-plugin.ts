/**
 * Makes the emoji of emojibase, which are Unicode's own lists, into as little as a picker needs: of each
 * language the emoji in their groups, what they are called, the words that find them, their skin tones.
 * Emojibase has no Arabic: there the names are those of the CLDR, where all others come from too.
 */
import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

interface Source {
  readonly emoji: string;
  readonly label: string;
  readonly tags?: readonly string[];
  readonly group?: number;
  readonly version: number;
  readonly skins?: readonly { readonly emoji: string; readonly tone: unknown }[];
}

interface Group {
  readonly message: string;
  readonly order: number;
}

/** What the CLDR says of an emoji: what finds it, and what it is called. */
interface Annotation {
  readonly default: readonly string[];
  readonly tts: readonly [string];
}

type Annotations = Readonly<Record<string, Annotation>>;

/** Newer ones are empty boxes on many devices, and servers do not know them. */
const NEWEST = 15.1;
/** Parts that others are made of. */
const COMPONENTS = 2;

/** In the order of the groups. */
const IN_ARABIC = [
  'الوجوه والمشاعر',
  'الأشخاص والجسم',
  'المكوّنات',
  'الحيوانات والطبيعة',
  'الطعام والشراب',
  'السفر والأماكن',
  'الأنشطة',
  'الأشياء',
  'الرموز',
  'الأعلام',
];

export function emoji(): Plugin {
  return {
    name: 'emoji',
    enforce: 'pre',
    transform: {
      filter: { id: /emojibase-data\/[\w-]+\/data\.json\?emoji(?:=ar)?$/ },
      handler(code, id) {
        const isArabic = id.endsWith('=ar');
        const sources: readonly Source[] = JSON.parse(code);
        const all = isArabic ? inArabic(sources) : sources;
        const words = readFileSync(id.replace(/data\.json\?.*$/, 'messages.json'), 'utf8');
        const { groups }: { groups: readonly Group[] } = JSON.parse(words);
        const shown = groups.filter(({ order }) => order !== COMPONENTS);
        const made = shown.map(({ message, order }) => [
          isArabic ? IN_ARABIC[order] : message,
          all.filter(isIn(order)).map(slim),
        ]);
        return { code: `export default ${JSON.stringify(made)};`, map: null, moduleType: 'js' };
      },
    },
  };
}

function inArabic(all: readonly Source[]): readonly Source[] {
  const own = import.meta.resolve('cldr-annotations-full/annotations/ar/annotations.json');
  const derived = import.meta.resolve(
    'cldr-annotations-derived-full/annotationsDerived/ar/annotations.json',
  );
  const { annotations }: { annotations: { annotations: Annotations } } = read(own);
  const { annotationsDerived }: { annotationsDerived: { annotations: Annotations } } =
    read(derived);
  const known: Annotations = { ...annotationsDerived.annotations, ...annotations.annotations };
  return all.map((it) => {
    const found = known[it.emoji] ?? known[it.emoji.replaceAll('\u{fe0f}', '')];
    return found ? { ...it, label: found.tts[0], tags: found.default } : it;
  });
}

function read<T>(url: string): T {
  return JSON.parse(readFileSync(new URL(url), 'utf8'));
}

function isIn(order: number): (it: Source) => boolean {
  return ({ group, version }) => group === order && version <= NEWEST;
}

/** Of two people each may have their own tone; one for both is enough here. */
function slim({ emoji, label, tags = [], skins = [] }: Source): readonly unknown[] {
  const tones = skins
    .filter(({ tone }) => typeof tone === 'number')
    .map((it) => qualified(it.emoji));
  const found = [qualified(emoji), label, tags.join(' ')];
  return tones.length === 5 ? [...found, tones] : found;
}

/** As Unicode has it for interchange: what is a picture by itself is not told to be one. */
function qualified(emoji: string): string {
  return emoji.replace(/(\p{Emoji_Presentation})\u{fe0f}/gu, '$1');
}
