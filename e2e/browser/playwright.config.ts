import { defineConfig } from '@playwright/test';
import { chromium } from './support/chromium.js';

// Two workers: a browser keeps a core busy. A test that fails is not tried again: one that fails sometimes is wrong.
export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results/tests',
  globalSetup: './support/start.ts',
  reporter: './support/reporter.ts',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  use: {
    launchOptions: {
      executablePath: chromium(),
      // Names below .test lead here, so that pages of other sites can be served.
      args: ['--host-resolver-rules=MAP *.test 127.0.0.1', '--no-sandbox', '--disable-gpu'],
    },
    viewport: { width: 1280, height: 800 },
    locale: 'en-GB',
    actionTimeout: 10_000,
    navigationTimeout: 20_000,
    screenshot: 'only-on-failure',
  },
});
