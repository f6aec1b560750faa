import { describe, expect, it } from 'vitest';
import { piecesOf } from '@/features/search/highlight';

/** As text, with brackets around what was found. */
function marked(excerpt: string, ranges: number[][]): string {
  const pieces = piecesOf(excerpt, ranges);
  return pieces.map((it) => (it.isFound ? `[${it.text}]` : it.text)).join('');
}

describe('what was found in an excerpt', () => {
  it('is cut out of the text around it', () => {
    expect(marked('a ripe tomato', [[7, 13]])).toBe('a ripe [tomato]');
    expect(
      marked('tomato, tomato!', [
        [8, 14],
        [0, 6],
      ]),
    ).toBe('[tomato], [tomato]!');
    expect(marked('nothing', [])).toBe('nothing');
    expect(marked('', [[0, 3]])).toBe('');
  });

  it('is counted in characters, of which an emoji is one', () => {
    expect(marked('🍅🍅 tomato 👩‍🌾', [[3, 9]])).toBe('🍅🍅 [tomato] 👩‍🌾');
    expect(marked('番茄🍅很', [[2, 3]])).toBe('番茄[🍅]很');
  });

  it('loses no text to ranges that overlap or go beyond the end', () => {
    expect(
      marked('abcdef', [
        [1, 4],
        [3, 5],
      ]),
    ).toBe('a[bcd][e]f');
    expect(marked('abc', [[2, 9], [20, 30], [], [1, 1]])).toBe('ab[c]');
  });
});
