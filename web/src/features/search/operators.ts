/** What narrows a search, as it is typed: `from:@anna in:#garden before:2026-11-01 has:link`. */

export const OPERATORS = ['from', 'in', 'after', 'before', 'has'] as const;
export type Operator = (typeof OPERATORS)[number];

export const HAS = ['file', 'link'] as const;
export type Has = (typeof HAS)[number];

export interface Token {
  readonly operator: Operator;
  /** Without quotes and the sign before a name. */
  readonly value: string;
  readonly from: number;
  readonly to: number;
  /** Somebody has gone on writing behind it. */
  readonly isClosed: boolean;
}

const TOKEN = /(?<!\S)(from|in|after|before|has):("[^"]*"?|\S*)/giu;
const DAY = /^\d{4}-\d{2}-\d{2}$/u;

export function tokensIn(text: string): readonly Token[] {
  return [...text.matchAll(TOKEN)].map((match) => {
    const [whole, operator = '', value = ''] = match;
    const to = match.index + whole.length;
    return {
      operator: operator.toLowerCase() as Operator,
      value: value.replace(/^"|"$/gu, '').replace(/^[@#]/u, ''),
      from: match.index,
      to,
      isClosed: to < text.length,
    };
  });
}

/** What is left to search for. */
export function wordsIn(text: string): string {
  return text.replace(TOKEN, ' ').replace(/\s+/gu, ' ').trim();
}

/** Without one of them. */
export function without(text: string, { from, to }: Pick<Token, 'from' | 'to'>): string {
  return `${text.slice(0, from).trimEnd()} ${text.slice(to).trimStart()}`.trimStart();
}

/** What is being written at the caret: an operator with its value, the beginning of one's name, or neither. */
export function tokenAt(text: string, caret: number): Token | { readonly begun: string } | null {
  const found = tokensIn(text).find((it) => it.from <= caret && caret <= it.to);
  if (found) return found;
  const begun = /(?:^|\s)(\p{L}+)$/u.exec(text.slice(0, caret))?.[1]?.toLowerCase();
  const isBeginning = OPERATORS.some((it) => begun !== undefined && it.startsWith(begun));
  return isBeginning && begun !== undefined ? { begun } : null;
}

/** A day that there is, as it is typed. */
export function dayIn(value: string): string | null {
  const isDay = DAY.test(value) && toDay(new Date(`${value}T12:00`)) === value;
  return isDay ? value : null;
}

/** By the clock of this device. */
export function toDay(date: Date): string {
  if (Number.isNaN(date.getTime())) return '';
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** When a day begins here. */
export function beginningOf(day: string): string {
  return new Date(`${day}T00:00`).toISOString();
}
