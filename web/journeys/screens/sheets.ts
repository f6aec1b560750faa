/**
 * Contact sheets: every screen at all sizes in both themes side by side, as one picture each and as
 * one page of all, `screenshots/index.html`.
 */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { test } from '@playwright/test';
import { PICTURES, pictureOf } from './pictures';
import { SCREENS } from './screens';

const SIZES = ['phone', 'tablet', 'desktop'];
const THEMES = ['light', 'dark'];

const STYLE = `
  body { margin: 0; padding: 24px; background: #777; color: #fff; font: 700 20px system-ui; }
  div { display: flex; gap: 16px; align-items: start; margin-block: 8px 24px; }
  img { block-size: 620px; }
`;

test.use({ viewport: { width: 1800, height: 1000 } });

test('the pictures are put side by side', async ({ page }) => {
  mkdirSync(PICTURES, { recursive: true });
  const whole = SCREENS.map(({ name }) => sheet(name, (place) => basename(place)));
  writeFileSync(join(PICTURES, 'index.html'), html(whole.join('')));
  for (const { name } of SCREENS) {
    await page.setContent(html(sheet(name, dataUrl)));
    await page.screenshot({ path: join(PICTURES, `sheet-${name}.png`), fullPage: true });
  }
});

function sheet(screen: string, address: (place: string) => string): string {
  const rows = THEMES.map((theme) => {
    const places = SIZES.map((size) => pictureOf(screen, size, theme)).filter(existsSync);
    return `<div>${places.map((place) => `<img alt="" src="${address(place)}">`).join('')}</div>`;
  });
  return `<h2>${screen}</h2>${rows.join('')}`;
}

function dataUrl(place: string): string {
  return `data:image/png;base64,${readFileSync(place, 'base64')}`;
}

function html(body: string): string {
  return `<!doctype html><meta charset="utf-8"><style>${STYLE}</style>${body}`;
}
