/**
 * What a message's text is made of: words, links, names and channels. Only what is certainly an address on the
 * web becomes a link, and it is shown as it was written; nothing here ever makes markup.
 */
export type TextPart =
  | { readonly name: 'words'; readonly text: string }
  | { readonly name: 'link'; readonly text: string; readonly href: string }
  /** `username`: what follows the @, of somebody or of nobody. */
  | { readonly name: 'mention'; readonly text: string; readonly username: string }
  /** `id`: of the conversation that its `#` names. */
  | { readonly name: 'channel'; readonly text: string; readonly id: string };

/** Ids by titles in small letters. */
export type Channels = ReadonlyMap<string, string>;

// An address ends at a space, at what can't be in one, or at a mark that turns the text around.
const LINK = /(?<![\p{L}\p{N}])https?:\/\/[^\s<>"'`\p{Cc}\p{Cf}]+/giu;
// As the server finds them: where a word begins, and what can't end a username is not part of it.
const MENTION =
  /(?<![\p{L}\p{N}._-])@([\p{L}\p{N}](?:[\p{L}\p{N}\p{M}._-]{0,30}[\p{L}\p{N}\p{M}])?)/gu;
const CHANNEL = /(?<![\p{L}\p{N}\p{M}._#&/-])#(?=[^\s#])/gu;
const GOES_ON = /^[._-]?[\p{L}\p{N}\p{M}_]/u;
const MOST_TITLE_UNITS = 160;
/** Who writes more of them in one message does not mean channels. */
const MOST_CHANNELS = 50;
const NO_CHANNELS: Channels = new Map();
const ENDS_A_SENTENCE = /[.,:;!?…*_~]+$/u;
const CLOSING = new Map([
  [')', '('],
  [']', '['],
  ['}', '{'],
]);

/** `channels`: those that a `#` can name. */
export function partsOf(text: string, channels = NO_CHANNELS): readonly TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const link = linkOf(match[0]);
    if (!link) continue;
    parts.push(...withoutLinks(text.slice(from, match.index), channels), link);
    from = match.index + link.text.length;
  }
  parts.push(...withoutLinks(text.slice(from), channels));
  return parts;
}

/** The address that a text begins with, as it is written; null where it begins with none. */
export function linkIn(text: string): string | null {
  const match = text.matchAll(LINK).next().value;
  return match?.index === 0 ? (linkOf(match[0])?.text ?? null) : null;
}

/** Where a link leads that somebody gave words of its own; null where that is no page on the web. */
export function webAddress(href: string): string | null {
  const url = URL.canParse(href) ? new URL(href) : null;
  const isWeb = url?.protocol === 'https:' || url?.protocol === 'http:';
  // A name before the @ of an address only ever makes it look like another one.
  const isNamed = url?.username !== '' || url.password !== '';
  return url && isWeb && !isNamed ? url.href : null;
}

const SOME_EMOJI = /\p{Emoji_Presentation}|\ufe0f|\p{Regional_Indicator}/u;
const EMOJI = /^(?:\p{Emoji_Presentation}|\p{Emoji}\ufe0f|\p{Regional_Indicator}{2})[^\p{L}]*$/u;
const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
/** The longest emoji there are, three times, with room to spare. */
const MOST_UNITS = 120;

/** From one to three emoji, and nothing else. */
export function isOnlyEmoji(text: string): boolean {
  if (text.length > MOST_UNITS || !SOME_EMOJI.test(text)) return false;
  const characters = [...graphemes.segment(text)]
    .map((it) => it.segment)
    .filter((it) => it.trim() !== '');
  return characters.length <= 3 && characters.every((it) => EMOJI.test(it));
}

function withoutLinks(text: string, channels: Channels): TextPart[] {
  const parts: TextPart[] = [];
  let from = 0;
  for (const match of text.matchAll(MENTION)) {
    const [whole, username = ''] = match;
    parts.push(...wordsAndChannels(text.slice(from, match.index), channels));
    parts.push({ name: 'mention', text: whole, username });
    from = match.index + whole.length;
  }
  parts.push(...wordsAndChannels(text.slice(from), channels));
  return parts;
}

function wordsAndChannels(text: string, channels: Channels): TextPart[] {
  const parts: TextPart[] = [];
  const begun = channels.size === 0 ? [] : [...text.matchAll(CHANNEL)].slice(0, MOST_CHANNELS);
  let from = 0;
  for (const { index } of begun) {
    const channel = index < from ? null : channelAt(text, index, channels);
    if (!channel) continue;
    if (index > from) parts.push({ name: 'words', text: text.slice(from, index) });
    parts.push(channel);
    from = index + channel.text.length;
  }
  if (from < text.length) parts.push({ name: 'words', text: text.slice(from) });
  return parts;
}

/** By the longest title that stands there: titles have spaces. */
function channelAt(text: string, from: number, channels: Channels): TextPart | null {
  for (let to = Math.min(text.length, from + MOST_TITLE_UNITS); to > from + 1; to -= 1) {
    if (GOES_ON.test(text.slice(to, to + 3))) continue;
    const id = channels.get(text.slice(from + 1, to).toLowerCase());
    if (id !== undefined) return { name: 'channel', text: text.slice(from, to), id };
  }
  return null;
}

function linkOf(found: string): Extract<TextPart, { name: 'link' }> | null {
  const text = withoutEnd(found);
  const href = webAddress(text);
  return href === null ? null : { name: 'link', text, href };
}

/** Without the punctuation of the sentence that it stands in. */
function withoutEnd(found: string): string {
  let text = found;
  for (;;) {
    const last = text.at(-1) ?? '';
    const opening = CLOSING.get(last);
    const isUnopened = opening !== undefined && count(text, opening) < count(text, last);
    const next = isUnopened ? text.slice(0, -1) : text.replace(ENDS_A_SENTENCE, '');
    if (next === text) return text;
    text = next;
  }
}

function count(text: string, character: string): number {
  return text.split(character).length - 1;
}
