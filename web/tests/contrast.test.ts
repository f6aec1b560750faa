/** The colours as they are written: text has a contrast of 4.5 at least, what is pressed 3. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Theme = 'light' | 'dark';
type Rgb = readonly [number, number, number];

const read = (path: string) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const page = read('index.html');
const hues = read('src/shared/ui/hue.css');
const tokens = read('src/shared/ui/tokens.css');

const THEMES: readonly Theme[] = ['light', 'dark'];

/** What a custom property is in a theme. */
function colour(css: string, name: string, theme: Theme, hue?: number): Rgb {
  const value = new RegExp(`--${name}:\\s*([^;]+);`, 'u').exec(css)?.[1] ?? '';
  const colours = [...value.matchAll(/oklch\((?:[^()]|\([^()]*\))*\)/gu)].map((it) => it[0]);
  const chosen = theme === 'dark' ? colours.at(-1) : colours[0];
  if (chosen === undefined) throw new Error(`no colour: ${name}`);
  const [l = 0, c = 0, h = 0] = [
    ...chosen.replace('var(--hue)', String(hue)).matchAll(/[\d.]+/gu),
  ].map(Number);
  return toRgb(l / 100, c, h);
}

/** OKLCH to linear light of sRGB, as CSS Color 4 has it; clipped to what a screen can show. */
function toRgb(l: number, c: number, h: number): Rgb {
  const a = c * Math.cos((h * Math.PI) / 180);
  const b = c * Math.sin((h * Math.PI) / 180);
  const long = (l + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (l - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (l - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const clip = (value: number) => Math.min(1, Math.max(0, value));
  return [
    clip(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clip(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clip(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

function contrast(one: Rgb, other: Rgb): number {
  const light = ([r, g, b]: Rgb) => 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  const [lower, higher] = [light(one), light(other)].sort((x, y) => x - y);
  return (higher ?? 0) / (lower ?? 1);
}

function hex(rgb: Rgb): string {
  const bytes = rgb.map((it) => {
    const coded = it <= 0.0031308 ? 12.92 * it : 1.055 * it ** (1 / 2.4) - 0.055;
    return Math.round(coded * 255)
      .toString(16)
      .padStart(2, '0');
  });
  return `#${bytes.join('')}`;
}

const SURFACES = ['surface', 'surface-hover', 'surface-raised'];
const TEXTS = ['ink', 'ink-quiet', 'accent-ink', 'danger', 'success', 'attention'];

describe.each(THEMES)('the %s theme', (theme) => {
  const of = (name: string) => colour(tokens, name, theme);
  const between = (one: string, other: string) => contrast(of(one), of(other));

  it('has text that can be read on every surface', () => {
    const pairs = SURFACES.flatMap((surface) => TEXTS.map((text) => [text, surface] as const));
    pairs.push(['on-accent', 'accent'], ['on-accent', 'accent-hover'], ['ink', 'surface-pill']);
    const weak = pairs.filter(([text, surface]) => between(text, surface) < 4.5);
    expect(weak).toEqual([]);
  });

  it('has edges that can be seen', () => {
    const weak = SURFACES.filter((surface) => between('line-strong', surface) < 3);
    expect(weak).toEqual([]);
  });

  it('has names and pictures of people that can be read in every hue', () => {
    const all = [...hues.matchAll(/--hue: (\d+);/gu)].map((it) => Number(it[1]));
    expect(all).toHaveLength(12);
    const weak = all.filter((hue) => {
      const own = (name: string) => colour(hues, name, theme, hue);
      const names = SURFACES.map((surface) => contrast(own('person'), of(surface)));
      const letters = contrast(own('person-ink'), own('person-fill'));
      return Math.min(letters, ...names) < 4.5;
    });
    expect(weak).toEqual([]);
  });

  it('has the colour around the page that the page has', () => {
    const told = new RegExp(`data-theme="${theme}"[^>]*content="([^"]+)"`, 'u').exec(page)?.[1];
    expect(told).toBe(hex(of('surface')));
  });
});
