import { defineConfig, type PlaywrightTestConfig, type Project } from '@playwright/test';
import { launch, launchWhole } from './harness/programs';

type Use = NonNullable<PlaywrightTestConfig['use']>;

/** Nothing is caught while it moves. */
const STILL: Use = { contextOptions: { reducedMotion: 'reduce' }, trace: 'off' };
/** The screens that need a browser which may be asked about notifications. */
const ASKED = /notifications/;

export default defineConfig({
  outputDir: '../test-results',
  fullyParallel: true,
  workers: 3,
  // A browser beside a server on two busy cores: what fails once and then does not is told as flaky.
  retries: 1,
  timeout: 30_000,
  expect: { timeout: 5_000 },
  reporter: [['list', { printSteps: false }]],
  use: {
    actionTimeout: 5_000,
    locale: 'en-GB',
    // Whoever needs one says so: what it answers by itself, no journey could stand in for.
    serviceWorkers: 'block',
    timezoneId: 'Europe/Berlin',
    trace: 'on-first-retry',
    launchOptions: launch(),
  },
  projects: [
    { name: 'journeys', testMatch: '**/*.journey.ts' },
    { name: 'audit', testMatch: 'screens/audit.ts', grepInvert: ASKED, use: STILL },
    {
      name: 'audit-asked',
      testMatch: 'screens/audit.ts',
      grep: ASKED,
      use: { ...STILL, launchOptions: launchWhole() },
    },
    { name: 'clear', testMatch: 'screens/clear.ts', teardown: 'sheets' },
    pictures('phone', { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true }),
    pictures('tablet', { viewport: { width: 820, height: 1180 }, hasTouch: true }),
    pictures('desktop', { viewport: { width: 1440, height: 900 } }),
    { name: 'sheets', testMatch: 'screens/sheets.ts' },
  ],
});

function pictures(name: string, use: Use): Project {
  const screens = { testMatch: 'screens/shoot.ts', dependencies: ['clear'] };
  return { name, ...screens, use: { ...STILL, launchOptions: launchWhole(), ...use } };
}
