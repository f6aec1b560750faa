/**
 * The words of a text without the marks that Markdown reads in it, for where it is one quiet line: in
 * the list, a quote, a notification. It follows `marked/blocks-of.ts` without its parser, which is not
 * there from the beginning; what it is not sure of stays as it was written.
 */

/** More than any of them shows. */
const MOST_CHARS = 1_000;

const LITERAL = /\\([!-/:-@[-`{-~])|(?<!`)(`+)(?!`)(.+?)(?<!`)\2(?!`)/gsu;
/** Stands for what is taken as it is; no message has it. */
const KEPT = /\0(\d+)\0/gu;
const FENCE = /^ {0,3}(`{3,}|~{3,})[^\n`]*\n(.*?)(?:^ {0,3}\1[`~]*[ \t]*$|(?!.))/gmsu;
const RULER = /^ {0,3}(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/gmu;
const BEGINS_A_LINE = /^(?: {0,3}> ?)*(?: {0,3}#{1,6} +| *[-+*] +(?:\[[ x]\] +)?)?/gimu;
const LINK = /!?\[([^\][\n]*)\]\(<?[^()\s<>]+>?(?: +"[^"\n]*")?\)/gu;
/** Each pair of marks, and what is between them. */
const PAIRS: readonly RegExp[] = [
  /\*\*(?=[^\s*])(.*?[^\s*])\*\*/gsu,
  // __init__ is a name.
  /(?<![\p{L}\p{N}_])__(?!\w+__)(?=[^\s_])(.*?[^\s_])__(?![\p{L}\p{N}_])/gsu,
  /~~(?=[^\s~])(.*?[^\s~])~~/gsu,
  // 2*3*4 is a product.
  /(?<![A-Za-z0-9*])\*(?=[^\s*])(.*?[^\s*])\*(?!\*)/gsu,
  /(?<![\p{L}\p{N}_])_(?=[^\s_])(.*?[^\s_])_(?![\p{L}\p{N}_])/gsu,
];

export function withoutMarks(text: string): string {
  const kept: string[] = [];
  const keep = (literal: string): string => `\0${kept.push(literal) - 1}\0`;
  let plain = text
    .slice(0, MOST_CHARS)
    .replace(FENCE, (_, _fence: string, code: string) => keep(code))
    .replace(LITERAL, (_, escaped: string | undefined, _ticks: string, code: string) =>
      keep(escaped ?? code),
    )
    .replace(RULER, '')
    .replace(BEGINS_A_LINE, '')
    .replace(LINK, '$1');
  for (const pair of PAIRS) plain = plain.replace(pair, '$1');
  return plain.replace(KEPT, (_, at: string) => kept[Number(at)] ?? '');
}
