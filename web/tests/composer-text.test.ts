import { describe, expect, it } from 'vitest';
import { begunAt } from '@/features/conversation/composer/begun';
import { bodyOf, charsLeft, scalarCount } from '@/features/conversation/composer/body';
import { matching } from '@/features/conversation/composer/matching';

describe('what is sent', () => {
  it('has no blank end, nothing that cannot be stored, and is otherwise as typed', () => {
    expect(bodyOf('  code\n\nline \n\t ')).toBe('  code\n\nline');
    expect(bodyOf(' \n\u00a0')).toBe('');
    expect(bodyOf('a\0b')).toBe('ab');
    expect(bodyOf('half \ud83d of one')).toBe('half \u{FFFD} of one');
    expect(bodyOf('whole 👩‍👩‍👧')).toBe('whole 👩‍👩‍👧');
  });

  it('is counted as the server counts', () => {
    expect(scalarCount('')).toBe(0);
    expect(scalarCount('añ👋')).toBe(3);
    expect(scalarCount('👩‍👩‍👧')).toBe([...'👩‍👩‍👧'].length);
    expect(scalarCount('e\u0301')).toBe(2);
  });

  it('is counted near the limit only, in characters and without its blank end', () => {
    expect(charsLeft('x'.repeat(19_499), 20_000)).toBeNull();
    expect(charsLeft('x'.repeat(19_900), 20_000)).toBe(100);
    expect(charsLeft('x'.repeat(30_000), 20_000)).toBe(-10_000);
    expect(charsLeft('👋'.repeat(15_000), 20_000)).toBeNull();
    expect(charsLeft(`${'x'.repeat(20_000)}\n\n`, 20_000)).toBe(0);
  });
});

describe('a mention', () => {
  const at = (text: string) => begunAt(text, text.length);

  it('is typed after an @ that begins a word', () => {
    expect(at('@')).toEqual({ sign: '@', from: 0, to: 1, query: '' });
    expect(at('hello (@Än')).toEqual({ sign: '@', from: 7, to: 10, query: 'Än' });
    expect(at('hello\n@ben.b')?.query).toBe('ben.b');
    expect(at('日本 @さく')?.query).toBe('さく');
    expect(begunAt('@ana and ben', 3)).toEqual({ sign: '@', from: 0, to: 3, query: 'an' });
  });

  it('is not in an address of e-mail, nor where the name has ended', () => {
    expect(at('ana@example')).toBeNull();
    expect(at('@ana ')).toBeNull();
    expect(at('@ana, ')).toBeNull();
    expect(at('ana')).toBeNull();
    expect(at(`@${'x'.repeat(200)}`)).toBeNull();
  });

  const people = [
    { id: '1', username: 'jmuller', name: 'Jörg Müller' },
    { id: '2', username: 'anna', name: 'Anna Lee' },
    { id: '3', username: 'lee.k', name: 'Kim Lee' },
    { id: '4', username: 'susanna', name: 'Sus' },
  ];
  const found = (query: string) => matching(people, query).map((it) => it.id);

  it('is looked for in usernames and in every word of names, whatever accents and case', () => {
    expect(found('MULL')).toEqual(['1']);
    expect(found('jorg')).toEqual(['1']);
    expect(found('JÖ')).toEqual(['1']);
    expect(found('nobody')).toEqual([]);
  });

  it('finds first what begins so, a username before a name', () => {
    expect(found('lee')).toEqual(['3', '2']);
    expect(found('ann')).toEqual(['2', '4']);
    expect(found('')).toEqual(['1', '2', '3', '4']);
  });

  it('shows a few', () => {
    const many = Array.from({ length: 50 }, (_, at) => ({ id: `${at}`, username: 'x', name: 'x' }));
    expect(matching(many, 'x')).toHaveLength(8);
  });
});

describe('a channel', () => {
  const at = (text: string) => begunAt(text, text.length);

  it('is typed after a # that begins a word', () => {
    expect(at('#')).toEqual({ sign: '#', from: 0, to: 1, query: '' });
    expect(at('see (#gar')).toEqual({ sign: '#', from: 5, to: 9, query: 'gar' });
  });

  it('is not in an address, a heading, nor behind another word', () => {
    for (const text of ['/c/den/#gar', 'C#', '## ', '##', '# Plan', '&#39', '#gar den']) {
      expect(at(text), text).toBeNull();
    }
  });

  it('is found by any word of its title', () => {
    const channels = [{ name: 'The back garden' }, { name: 'garden' }, { name: 'Attic' }];
    expect(matching(channels, 'gar').map((it) => it.name)).toEqual(['garden', 'The back garden']);
  });
});

describe('an emoji', () => {
  const at = (text: string) => begunAt(text, text.length);

  it('is typed as a word of two letters or more after a :', () => {
    expect(at('tea :tu')).toEqual({ sign: ':', from: 4, to: 7, query: 'tu' });
    expect(at('(:thumbs_up')?.query).toBe('thumbs_up');
    expect(at(':+1')?.query).toBe('+1');
    expect(at('🌷:tulip')?.query).toBe('tulip');
  });

  it('is no time, no address, no face, no part of a word', () => {
    for (const text of ['10:30', 'at :30', 'https:', 'note:tu', 'std::ve', ':D', ': tu', ':']) {
      expect(at(text), text).toBeNull();
    }
  });
});
