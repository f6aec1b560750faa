import { readFileSync } from 'node:fs';
import { renderToStaticMarkup } from 'react-dom/server';
import { expect, it } from 'vitest';
import { Mark } from '@/shared/ui/mark';

/** What is drawn, in the order of neither's attributes. */
function drawn(markup: string): readonly (readonly string[])[] {
  const shapes = markup.match(/<(?:rect|path) [^>]*>/g) ?? [];
  return shapes.map((it) => (it.match(/[a-z]+="[^"]*"/g) ?? []).sort());
}

it('the page begins with the mark that the app then draws, which is that of its icon', () => {
  const mark = drawn(renderToStaticMarkup(<Mark />));
  expect(mark).toHaveLength(4);
  expect(drawn(readFileSync('index.html', 'utf8'))).toEqual(mark);
  expect(drawn(readFileSync('public/icon.svg', 'utf8'))).toEqual(mark);
});
