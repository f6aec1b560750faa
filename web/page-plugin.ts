/**
 * The page's order: its styles before its scripts, which are many times as large, and of these what is asked
 * ahead (`src/app/ahead.ts`): on a slow line what is asked for first comes first. With the styles the page has
 * something to show, and what is asked ahead runs as soon as it is there. The page is known by its first
 * script, so that this one stands behind it.
 */
import type { Plugin } from 'vite';

const STYLES = / *<link rel="stylesheet"[^>]*>\n/g;
const SCRIPT = / *<script type="module".*\n/;
const AHEAD = / *<link rel="modulepreload" crossorigin href="([^"]*\/ahead-[^"]*)">\n/;

export function inOrder(): Plugin {
  return {
    name: 'in-order',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(page) {
        const [styles, script, ahead] = [STYLES, SCRIPT, AHEAD].map((it) => page.match(it));
        if (!(styles && script && ahead)) {
          throw new Error('the page has no styles, no script, or none that runs ahead');
        }
        const run = `    <script type="module" async crossorigin src="${ahead[1]}"></script>\n`;
        const begin = [...styles, ahead[0], script[0], run].join('');
        return page.replace(STYLES, '').replace(AHEAD, '').replace(SCRIPT, begin);
      },
    },
  };
}
