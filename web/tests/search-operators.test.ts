import { describe, expect, it } from 'vitest';
import { asked, filtersIn, turned } from '@/features/search/filters';
import { dayIn, tokenAt, tokensIn, without, wordsIn } from '@/features/search/operators';

describe('what narrows a search', () => {
  it('is read out of what is typed, and the rest are words', () => {
    const text = 'beans from:@anna in:"kitchen table" HAS:link and from: peas';
    expect(tokensIn(text).map((it) => [it.operator, it.value])).toEqual([
      ['from', 'anna'],
      ['in', 'kitchen table'],
      ['has', 'link'],
      ['from', ''],
    ]);
    expect(wordsIn(text)).toBe('beans and peas');
  });

  it('is none within a word or an address', () => {
    expect(tokensIn('https://in:8080 therein:x')).toEqual([]);
    expect(wordsIn('see http://before:1')).toBe('see http://before:1');
  });

  it('is closed once somebody writes on', () => {
    expect(tokensIn('from:anna').map((it) => it.isClosed)).toEqual([false]);
    expect(tokensIn('from:anna ').map((it) => it.isClosed)).toEqual([true]);
  });

  it('is found at the caret, or the beginning of its name', () => {
    expect(tokenAt('beans from:an', 13)).toMatchObject({ operator: 'from', value: 'an' });
    expect(tokenAt('beans fr', 8)).toEqual({ begun: 'fr' });
    expect(tokenAt('beans fr', 3)).toBeNull();
    expect(tokenAt('beans', 5)).toBeNull();
    expect(tokenAt('', 0)).toBeNull();
  });

  it('is taken out with the space around it', () => {
    const [token] = tokensIn('a from:b c');
    expect(token && without('a from:b c', token)).toBe('a c');
    expect(without('from:b ', { from: 0, to: 6 })).toBe('');
  });

  it('is a day that there is', () => {
    expect(dayIn('2026-11-01')).toBe('2026-11-01');
    for (const text of ['2026-02-30', '2026-11', 'today', '20261101', '2026-11-01x']) {
      expect(dayIn(text), text).toBeNull();
    }
  });

  it('stands in the address, where anybody may have written anything', () => {
    const held = (query: string) => filtersIn(new URLSearchParams(query));
    expect(held('from=ana&in=den&has=link,file&before=2026-11-01')).toEqual({
      from: 'ana',
      in: 'den',
      has: 'file,link',
      before: '2026-11-01',
    });
    expect(held('has=poem&before=soon&from=&after=2026-13-01')).toEqual({});
  });

  it('goes to the server as it takes it: days as when they begin here', () => {
    const query = asked({ from: 'ana', in: 'den', after: '2026-11-01', has: 'file' });
    expect(query).toEqual({
      sender_id: 'ana',
      conversation_id: 'den',
      after: new Date(2026, 10, 1).toISOString(),
      has: 'file',
    });
  });

  it('has one thing more, or less', () => {
    expect(turned({}, 'link', true)).toBe('link');
    expect(turned({ has: 'link' }, 'file', true)).toBe('file,link');
    expect(turned({ has: 'file,link' }, 'file', false)).toBe('link');
  });
});
