import { beforeAll, describe, expect, it } from 'vitest';
import { fileWords, messageWords } from '@/shared/files/file-words';
import { kindOf } from '@/shared/files/kind';
import { splitName } from '@/shared/files/split-name';
import { bytesText } from '@/shared/files/use-bytes';
import type { Say } from '@/shared/i18n/i18n';
import { english } from './model/english';

const picture = { name: 'a.png', content_type: 'image/png', width: 4, height: 3 };
const film = { name: 'b.mp4', content_type: 'video/mp4' };
const song = { name: 'c.mp3', content_type: 'audio/mpeg' };
const paper = { name: 'Invoice.pdf', content_type: 'application/pdf' };

describe('what a file is', () => {
  it('is what the server found in it, whatever it is called', () => {
    expect([picture, film, song, paper].map(kindOf)).toEqual([
      'picture',
      'video',
      'audio',
      'other',
    ]);
  });

  it('is a picture only where its size is known, and browsers show it', () => {
    expect(kindOf({ ...picture, width: null })).toBe('other');
    expect(kindOf({ ...picture, height: 0 })).toBe('other');
    expect(kindOf({ ...picture, content_type: 'image/svg+xml' })).toBe('other');
    expect(kindOf({ ...picture, content_type: 'image/heif' })).toBe('other');
  });
});

describe('the words for files', () => {
  let say: Say;
  beforeAll(async () => {
    const i18n = await english();
    say = (name, values) => i18n._(name, values);
  });

  it('are what one is, or what it is called', () => {
    expect([[picture], [film], [song], [paper]].map((it) => fileWords(it, say))).toEqual([
      'Picture',
      'Video',
      'Audio',
      'Invoice.pdf',
    ]);
  });

  it('count several of a kind as that kind, and a mixture as files', () => {
    expect(fileWords([picture, picture], say)).toBe('2 pictures');
    expect(fileWords([film, film, film], say)).toBe('3 videos');
    expect(fileWords([song, song], say)).toBe('2 audio files');
    expect(fileWords([paper, paper], say)).toBe('2 files');
    expect(fileWords([picture, film], say)).toBe('2 files');
    expect(fileWords([], say)).toBe('');
  });

  it('are said only where a message has none of its own', () => {
    const attachments = [{ ...picture, id: 'f', size: 1, sha256: '' }];
    expect(messageWords({ body: 'Look!', attachments }, say)).toBe('Look!');
    expect(messageWords({ body: '', attachments }, say)).toBe('Picture');
    expect(messageWords({ body: null, attachments: [] }, say)).toBe('');
  });
});

describe('a size in bytes', () => {
  it('is written as the reader writes it', () => {
    expect(bytesText(2_400_000, 'en')).toBe('2.4 MB');
    expect(bytesText(2_400_000, 'de')).toBe('2,4 MB');
    expect(bytesText(1, 'en')).toBe('1 byte');
    expect(bytesText(0, 'en')).toBe('0 bytes');
    expect(bytesText(12_345, 'en')).toBe('12 kB');
    expect(bytesText(48_000_000, 'en')).toBe('48 MB');
  });

  it('never has a thousand of anything', () => {
    expect(bytesText(999_700, 'en')).toBe('1 MB');
    expect(bytesText(1_073_741_824, 'en')).toBe('1.1 GB');
  });
});

describe('a name in two parts', () => {
  it('keeps its ending, and a little before it', () => {
    expect(splitName('IMG_20260101_120000_0042.jpeg')).toEqual({
      head: 'IMG_20260101_120000_',
      tail: '0042.jpeg',
    });
    expect(splitName('notes.txt')).toEqual({ head: 'notes.txt', tail: '' });
    expect(splitName('What the boiler sounds like now.ogg').tail).toBe('now.ogg');
  });

  it('is whole, and halves no character', () => {
    for (const name of [
      '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧.png',
      '.gitignore',
      'a. b c',
      'é'.repeat(255),
      `${'صورة '.repeat(9)}.jpg`,
      'x',
    ]) {
      const { head, tail } = splitName(name);
      expect(head + tail).toBe(name);
      expect(tail).not.toMatch(/^(\p{M}|\u200d|[\udc00-\udfff])/u);
    }
  });

  it('takes no long end of a sentence for an ending', () => {
    expect(splitName('Chapter 1. In which nothing happens').tail).toBe('pens');
  });
});
