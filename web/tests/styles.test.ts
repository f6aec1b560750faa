/** The styles as they are written: one set of tokens, and nothing beside it. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const source = fileURLToPath(new URL('../src', import.meta.url));
const paths = readdirSync(source, { recursive: true, encoding: 'utf8' });
const read = (path: string): string => readFileSync(join(source, path), 'utf8');
const scripts = paths.filter((it) => /\.tsx?$/u.test(it)).map(read);
/** Without comments. */
const styles = paths
  .filter((it) => it.endsWith('.css'))
  .map((path) => ({ path, css: read(path).replace(/\/\*[\s\S]*?\*\//gu, '') }));
const tokens = read('shared/ui/tokens.css');

/** What follows a property, wherever it is written, with where that is. */
function valuesOf(property: string): readonly string[] {
  const pattern = new RegExp(`(?<=[\\s;{])${property}:\\s*([^;}]+)`, 'gu');
  return styles.flatMap(({ path, css }) =>
    [...css.matchAll(pattern)].map(([, value = '']) => `${path}: ${value.trim()}`),
  );
}

const said = (found: string): string => found.slice(found.indexOf(': ') + 2);

describe('the styles', () => {
  it('use no property that nothing gives a value', () => {
    const given = new Set([
      ...styles.flatMap(({ css }) => [...css.matchAll(/(--[\w-]+)\s*:/gu)].map((it) => it[1])),
      ...scripts.flatMap((it) => [...it.matchAll(/'(--[\w-]+)'/gu)].map((m) => m[1])),
    ]);
    const used = styles.flatMap(({ path, css }) =>
      [...css.matchAll(/var\((--[\w-]+)/gu)].map(([, name]) => ({ path, name })),
    );
    // Radix tells what it measured.
    const isKnown = (name = ''): boolean => given.has(name) || name.startsWith('--radix-');
    expect(used.length).toBeGreaterThan(500);
    expect(used.filter(({ name }) => !isKnown(name))).toEqual([]);
  });

  it('have their colours from the tokens, and from people’s hues', () => {
    const own = styles.filter(({ path }) => !/\/(?:tokens|hue)\.css$/u.test(path));
    const coloured = own.filter(({ css }) =>
      /\b(?:oklch|rgba?|hsla?|hwb|lab|lch)\(|#[\da-f]{3,8}\b/iu.test(css),
    );
    expect(coloured.map(({ path }) => path)).toEqual([]);
  });

  it('have their sizes of type and their corners from the tokens', () => {
    const sizes = valuesOf('font-size').filter(
      // Code is measured by the words around it.
      (it) => !/^(?:var\(--size-\w+\)|[\d.]+em|inherit)$/u.test(said(it)),
    );
    const corners = valuesOf('border-radius').filter(
      (it) =>
        !/^(?:(?:(?:calc\()?var\(--radius-\w+\)(?: - var\(--space-\d\)\))?|0|inherit)\s*)+$/u.test(
          said(it),
        ),
    );
    expect([...sizes, ...corners]).toEqual([]);
  });

  it('move nothing for whoever wants that', () => {
    const calm = /prefers-reduced-motion: reduce\) \{\s*:root \{([^}]*)\}/u.exec(tokens)?.[1] ?? '';
    const calmed = new Set([...calm.matchAll(/(--[\w-]+):/gu)].map((it) => it[1]));
    const moving = [...valuesOf('animation'), ...valuesOf('transition')];
    const isCalm = (value: string): boolean =>
      /^none$|(?:^|\s)0s(?:\s|$)/u.test(value) ||
      [...value.matchAll(/var\((--[\w-]+)\)/gu)].some(([, name]) => calmed.has(name));
    expect(moving.length).toBeGreaterThan(5);
    expect(moving.filter((it) => !isCalm(said(it)))).toEqual([]);
    expect(calm).toMatch(/--motion: 0ms/u);
    expect(calm).toMatch(/--pointing: [\d.]+s step-end/u);
  });
});
