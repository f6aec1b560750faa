/**
 * Reads Markdown as people mean it in a chat: a line stays a line, and what is certainly no mark stays
 * as it was written. It gives a tree of plain data and never makes markup.
 */
import { Marked, type Token } from 'marked';
import { linkIn } from '../text-part';

/** Deeper is nobody's list; it is shown as it was written. */
const MOST_DEEP = 16;
const NAME = /^__\w+__(?!\w)/;
const LETTER = /[a-z0-9]$/i;

const reader = new Marked({
  gfm: true,
  extensions: [
    {
      // __init__ is a name.
      name: 'name',
      level: 'inline',
      start: (source) => source.indexOf('__'),
      tokenizer: (source) => {
        const raw = NAME.exec(source)?.[0];
        return raw === undefined ? undefined : { type: 'name', raw };
      },
    },
  ],
  tokenizer: {
    // Lines that begin with spaces, or stand above a ruler, mean nothing by it.
    code: () => undefined,
    lheading: () => undefined,
    // What is between angles is words, and nothing that is said is a footnote that vanishes.
    html: () => undefined,
    tag: () => undefined,
    def: () => undefined,
    // 2*3*4 is a product.
    emStrong: (source, _masked, before) =>
      source.startsWith('*') && LETTER.test(before ?? '') ? undefined : false,
    // ~5 is about five.
    del: (source) => (source.startsWith('~~') ? false : undefined),
    // As they are found everywhere else.
    url: (source) => {
      const raw = linkIn(source);
      if (raw === null) return undefined;
      return { type: 'link', raw, href: raw, text: raw, tokens: [] };
    },
  },
});

/** Null where it can't be read. */
export function blocksOf(text: string): readonly Token[] | null {
  try {
    const tokens = reader.lexer(text);
    return depthOf(tokens) > MOST_DEEP ? null : tokens;
  } catch {
    // Somebody has nested thousands.
    return null;
  }
}

function depthOf(tokens: readonly Token[]): number {
  return 1 + tokens.reduce((most, it) => Math.max(most, depthOf(insideOf(it))), 0);
}

function insideOf(token: Token): readonly Token[] {
  if (token.type === 'list') return token['items'];
  return 'tokens' in token ? (token.tokens ?? []) : [];
}
