import { describe, expect, it } from 'vitest';
import { systemText } from '@/features/conversation/timeline/system-text';
import { isOnlyEmoji, partsOf } from '@/features/conversation/timeline/text-part';
import type { Message } from '@/shared/api/wire';
import type { Say } from '@/shared/i18n/i18n';
import { message } from './messages';

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

describe('a text of emoji', () => {
  it('has from one to three and nothing else', () => {
    for (const text of ['👍', '🎉🎉 🎉', '👩‍👩‍👧‍👦', '🇩🇪', '❤️', '👍🏽'])
      expect(isOnlyEmoji(text), text).toBe(true);
    for (const text of ['', '1', '12', '#', 'ok 👍', '👍👍👍👍', '©']) {
      expect(isOnlyEmoji(text), text).toBe(false);
    }
  });
});

describe('what happened', () => {
  const say: Say = (name, values) => `${name} ${Object.values(values ?? {}).join('|')}`;
  const text = (more: object) =>
    systemText(
      message(1, 1, { kind: 'system', body: null, ...more } as Partial<Message>),
      (id) => id.toUpperCase(),
      say,
    );

  it('is said in words', () => {
    expect(text({ event: 'joined', data: {} })).toBe('system.joined BEN');
    expect(text({ event: 'left', data: {} })).toBe('system.left BEN');
    expect(text({ event: 'added', data: { user_ids: ['a', 'b'] } })).toBe('system.added BEN|A, B');
    expect(text({ event: 'added', data: { user_ids: ['a', 'b', 'c', 'd', 'e'] } })).toBe(
      'system.added_more BEN|A, B, C|2',
    );
    expect(text({ event: 'removed', data: { user_id: 'a' } })).toBe('system.removed BEN|A');
    expect(text({ event: 'renamed', data: { title: 'Pub' } })).toBe('system.renamed BEN|Pub');
    expect(text({ event: 'renamed', data: { title: null } })).toBe('system.unnamed BEN');
    expect(text({ event: 'topic_changed', data: { topic: 'Tea' } })).toBe('system.topic BEN|Tea');
    expect(text({ event: 'topic_changed', data: {} })).toBe('system.topic_removed BEN');
    expect(text({ event: 'picture_changed', data: {} })).toBe('system.picture BEN');
    expect(text({ event: 'role_changed', data: { user_id: 'a', role: 'owner' } })).toBe(
      'system.role_owner BEN|A',
    );
    expect(text({ event: 'role_changed', data: { user_id: 'a', role: 'member' } })).toBe(
      'system.role_member BEN|A',
    );
  });

  it('is said as well as can be, where a later version wrote it', () => {
    expect(text({ event: 'moved', data: {} })).toBe('system.unknown moved');
    expect(text({ event: 'moved', data: {}, body: 'They moved.' })).toBe('They moved.');
  });
});
