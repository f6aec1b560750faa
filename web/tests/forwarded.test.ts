import { expect, it } from 'vitest';
import { forwardedText } from '@/features/conversation/timeline/forward/forwarded';
import { blocksOf } from '@/features/conversation/timeline/marked/blocks-of';

const about = { name: 'Ben', link: 'https://snug.example/c/den/7' };

it('quotes all of what was said, and says who and where apart from it', () => {
  const text = forwardedText({ ...about, body: 'one\n\n```\ntwo\n```' });
  expect(text).toBe('> one\n>\n> ```\n> two\n> ```\n\n— Ben, https://snug.example/c/den/7\n');
  const shown = blocksOf(text)?.filter((it) => it.type !== 'space');
  expect(shown?.map((it) => it.type)).toEqual(['blockquote', 'paragraph']);
});

it('of a message that has only files says who and where', () => {
  expect(forwardedText({ ...about, body: '' })).toBe('— Ben, https://snug.example/c/den/7\n');
});
