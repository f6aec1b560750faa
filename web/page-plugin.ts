/**
 * The page's order: its styles before its scripts, which are many times as large. On a slow line what is
 * asked for first comes first, and with the styles the page has something to show.
 */
import type { Plugin } from 'vite';

const STYLES = / *<link rel="stylesheet"[^>]*>\n/g;
const SCRIPT = / *<script type="module"/;

export function stylesFirst(): Plugin {
  return {
    name: 'styles-first',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(page) {
        const styles = page.match(STYLES);
        if (!(styles && SCRIPT.test(page))) throw new Error('the page has no styles, or no script');
        return page.replace(STYLES, '').replace(SCRIPT, (script) => styles.join('') + script);
      },
    },
  };
}
