// Makes the app's pictures for devices in public/ from public/icon.svg, with the browser that the
// journeys use. They are committed: run it again when the logo changes.
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from '@playwright/test';

const PUBLIC = new URL('../public/', import.meta.url);
const logo = await readFile(new URL('icon.svg', PUBLIC), 'utf8');
const ground = /<rect[^>]*rx="8"[^>]*fill="([^"]+)"/.exec(logo)?.[1];
const lamp = logo.replace(/<title>.*<\/title><rect[^>]*rx="8"[^>]*\/>/, '');
if (!ground || lamp === logo)
  throw new Error('icon.svg is not as it was: a ground, and what is on it');

/** What a device cuts to a shape of its own: no corners here, and all that matters in the middle. */
const whole = lamp.replace(
  'viewBox="0 0 32 32"',
  `viewBox="-3 -3 38 38" style="background:${ground}"`,
);
/** What a device draws in a colour of its own: only the shape counts. */
const shape = lamp.replaceAll(/fill="[^"]+"/g, 'fill="#fff"').replace('0 0 32 32', '5 5 22 22');

const pictures = [
  { name: 'icon-192.png', size: 192, svg: logo },
  { name: 'icon-512.png', size: 512, svg: logo },
  { name: 'icon-maskable-512.png', size: 512, svg: whole },
  { name: 'apple-touch-icon.png', size: 180, svg: whole },
  { name: 'badge-96.png', size: 96, svg: shape },
];

const browser = await chromium.launch({
  executablePath: process.env['SNUG_CHROMIUM'] ?? '/usr/bin/chromium',
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
const page = await browser.newPage();
for (const { name, size, svg } of pictures) {
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:${size}px}</style>${svg}`);
  await writeFile(new URL(name, PUBLIC), await page.screenshot({ omitBackground: true }));
}
await browser.close();
