import { describe, expect, it } from 'vitest';
import { isOnlyEmoji, partsOf } from '@/features/conversation/timeline/text-part';

const links = (text: string) =>
  partsOf(text).flatMap((it) => (it.name === 'link' ? [it.text] : []));
const mentions = (text: string) =>
  partsOf(text).flatMap((it) => (it.name === 'mention' ? [it.username] : []));

describe('links in a text', () => {
  it('are addresses on the web, as they were written', () => {
    expect(links('see https://example.org/a?b=c#d and http://localhost:8080')).toEqual([
      'https://example.org/a?b=c#d',
      'http://localhost:8080',
    ]);
    expect(links('HTTPS://EXAMPLE.ORG/Path')).toEqual(['HTTPS://EXAMPLE.ORG/Path']);
    expect(links('https://пример.рф/путь')).toEqual(['https://пример.рф/путь']);
  });

  it('end where the sentence goes on', () => {
    expect(links('(https://example.org/a_(b)).')).toEqual(['https://example.org/a_(b)']);
    expect(links('https://example.org, or https://example.com!')).toEqual([
      'https://example.org',
      'https://example.com',
    ]);
    expect(links('<https://example.org>')).toEqual(['https://example.org']);
    expect(links('"https://example.org"')).toEqual(['https://example.org']);
    expect(links('https://example.org\u202egpj.exe')).toEqual(['https://example.org']);
  });

  it('are nothing else', () => {
    for (const text of [
      'javascript:alert(1)',
      'data:text/html,<script>alert(1)</script>',
      'file:///etc/passwd',
      'xhttps://example.org',
      'https://',
      'http://[::',
      'https://example.org@evil.test/',
      'www.example.org',
    ]) {
      expect(links(text), text).toEqual([]);
    }
  });

  it('leave every character of the text where it was', () => {
    const text = ' <b>@ana</b> https://example.org/(a). @@ben x@mia\n@all… ';
    expect(
      partsOf(text)
        .map((it) => it.text)
        .join(''),
    ).toBe(text);
  });
});

describe('names in a text', () => {
  it('begin a word and end as a username can', () => {
    expect(mentions('@ana, @ben.okafor. (@mia) @zoë')).toEqual(['ana', 'ben.okafor', 'mia', 'zoë']);
    expect(mentions('mail ana@example.org or https://example.org/@ana')).toEqual([]);
  });
});

describe('channels in a text', () => {
  const known = new Map([
    ['garden', '1'],
    ['garden party', '2'],
    ['été', '3'],
  ]);
  const channels = (text: string) =>
    partsOf(text, known).flatMap((it) => (it.name === 'channel' ? [[it.text, it.id]] : []));

  it('are those that are known, whatever case, by their whole titles', () => {
    expect(channels('#Garden, or (#garden party)? #ÉTÉ.')).toEqual([
      ['#Garden', '1'],
      ['#garden party', '2'],
      ['#ÉTÉ', '3'],
    ]);
    expect(channels('#gardens #garden-shed #garden_2 #attic # garden')).toEqual([]);
    expect(partsOf('#garden')).toEqual([{ name: 'words', text: '#garden' }]);
  });

  it('are in no word and no address', () => {
    expect(channels('C#garden ##garden /#garden https://example.org/#garden')).toEqual([]);
  });

  it('leave every character of the text where it was, and cost little, however many', () => {
    const text = '#garden @ana #nobody '.repeat(1000);
    const from = performance.now();
    const parts = partsOf(text, known);
    expect(performance.now() - from).toBeLessThan(500);
    expect(parts.map((it) => it.text).join('')).toBe(text);
  });
});

describe('a text of emoji', () => {
  it('has from one to three and nothing else', () => {
    for (const text of ['👍', '🎉🎉 🎉', '👩‍👩‍👧‍👦', '🇩🇪', '❤️', '👍🏽'])
      expect(isOnlyEmoji(text), text).toBe(true);
    for (const text of ['', '1', '12', '#', 'ok 👍', '👍👍👍👍', '©']) {
      expect(isOnlyEmoji(text), text).toBe(false);
    }
  });
});
