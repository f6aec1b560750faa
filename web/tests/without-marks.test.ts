import fc from 'fast-check';
import type { Token, Tokens } from 'marked';
import { describe, expect, it } from 'vitest';
import { blocksOf } from '@/features/conversation/timeline/marked/blocks-of';
import { withoutMarks } from '@/shared/without-marks';

/** What a message shows that was really read. */
function shown(text: string): string {
  const words = (token: Token): string => {
    const { tokens, items } = token as Tokens.Generic;
    if (items) return (items as Tokens.ListItem[]).map((it) => words(it)).join(' ');
    if (token.type === 'codespan' || token.type === 'code') return token.text;
    if (token.type === 'hr' || token.type === 'space' || token.type === 'checkbox') return '';
    if (token.type === 'br') return '\n';
    if (tokens && tokens.length > 0) return tokens.map(words).join('');
    return token.type === 'escape' || token.type === 'text' ? token.text : token.raw;
  };
  return line((blocksOf(text) ?? []).map(words).join(' '));
}

const line = (text: string): string => text.replace(/\s+/gu, ' ').trim();

describe('a text without its marks', () => {
  it.each([
    'plain words',
    '**bold** and *soft* and ***both***',
    'a **bold\nline** and ~~gone~~ and _soft_',
    '__two words__ but __init__ and snake_case_name',
    '2*3*4 and 5 * 6 * 7 and ~5',
    '# Heading\n> said **so**\n> twice',
    '- one\n- [x] two\n* three\n+ four',
    'see [the plan](https://garden.example/plan) now',
    'run `a * b * c` and ``x`y``',
    '**use `**` here**',
    '```js\nlet x = **1**;\n```\nafter',
    '```\nnever closed *at all*',
    'not \\*this\\*',
    'above\n***\nbelow',
    '#hashtag and #1',
    '<b>not markup</b>',
    '* not closed',
    '**not closed',
    '*a **b** c*',
  ])('says what the message shows: %j', (text) => {
    expect(line(withoutMarks(text))).toBe(shown(text));
  });

  it('whatever was typed, no word is lost', () => {
    const typed = fc.string({ unit: fc.constantFrom(...'ab *_~`[]()>#-\\\n'), maxLength: 40 });
    const letters = (text: string): string => text.replace(/[^a]/g, '');
    fc.assert(
      fc.property(typed, (text) => {
        // The address of a link, and the language of code, are no words.
        fc.pre(!/\]\(|```|~~~/.test(text));
        expect(letters(withoutMarks(text))).toBe(letters(text));
      }),
    );
  });

  it('takes no time for a text that is all marks', () => {
    const before = performance.now();
    for (const mark of ['*', '_', '`', '~', '[', '> ', '\\', '**a'])
      withoutMarks(mark.repeat(20_000));
    expect(performance.now() - before).toBeLessThan(500);
  });
});
