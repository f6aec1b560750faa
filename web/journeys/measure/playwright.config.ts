import { defineConfig } from '@playwright/test';
import { launchWhole } from '../harness/programs';

/**
 * One after the other, in one browser: what is measured shares the machine with nothing else. It has
 * a window, if one that nobody sees: without one Chromium presents a key's frame only with the next
 * that changes something else, and tells so of the key.
 */
export default defineConfig({
  outputDir: '../../test-results',
  projects: [
    { name: 'measure', testMatch: '*.measure.ts' },
    { name: 'hour', testMatch: 'hour.ts' },
  ],
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: [['list'], ['./table.ts']],
  use: {
    headless: false,
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    launchOptions: launchWhole('--js-flags=--expose-gc'),
  },
});
