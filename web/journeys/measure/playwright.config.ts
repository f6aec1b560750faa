import { defineConfig } from '@playwright/test';
import { launch } from '../harness/programs';

/** One after the other, in one browser: what is measured shares the machine with nothing else. */
export default defineConfig({
  outputDir: '../../test-results',
  testMatch: '*.measure.ts',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  reporter: [['list'], ['./table.ts']],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Berlin',
    viewport: { width: 1280, height: 800 },
    launchOptions: launch('--js-flags=--expose-gc'),
  },
});
