// What every test has: a browser that is watched, an environment of its own, and words to find its screens by.

import { test as base, expect, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { started, type Started } from './start.js';
import { Watch } from './watch.js';
import { World } from './world.js';
import { portal } from '../words.js';

interface Fixtures {
  watch: Watch;
  server: Started; // the program as it is released
  world: World; // a new environment of it
  another: (options?: BrowserContextOptions) => Promise<BrowserContext>; // a second browser, as watched as the first
}

export const test = base.extend<Fixtures>({
  server: async ({}, use) => { await use(started('plain')); },

  watch: [async ({}, use) => {
    const watch = new Watch([started('plain').url, started('timed').url]);
    await use(watch);
    expect(watch.seen(), 'no errors, refusals, failed requests or requests to elsewhere').toEqual([]);
  }, { auto: true }],

  context: async ({ context, watch }, use) => {
    await watch.follow(context);
    await use(context);
  },

  world: async ({ server }, use) => { await use(await World.make(server)); },

  another: async ({ browser, watch }, use) => {
    const all: BrowserContext[] = [];
    await use(async (options = {}) => {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-GB', ...options });
      all.push(context);
      await watch.follow(context);
      return context;
    });
    await Promise.all(all.map((context) => context.close()));
  },
});

export { expect };

/** A name in full, whatever its capitals are: the issue writes titles with more of them than the screens do. */
export const words = (text: string): RegExp => new RegExp(`^\\s*${text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}\\s*$`, 'i');

/** The navigation of a portal. */
export const navigation = (page: Page) => page.getByRole('navigation', { name: portal.navigation });

/** Waits for the navigation, in which there must be an entry of each of these names. */
export async function needs(page: Page, ...names: string[]): Promise<void> {
  await expect(navigation(page)).toBeVisible();
  for (const name of names) await expect(navigation(page).getByText(words(name)).first(), `“${name}” in the navigation`).toBeAttached();
}

/** Notes a figure, for the report at the end. */
export function figure(name: string, value: number, unit: string, goal: number): void {
  test.info().annotations.push({ type: 'figure', description: `${name}: ${Math.round(value * 10) / 10} ${unit} (goal: at most ${goal} ${unit})${value > goal ? ' MISSED' : ''}` });
}
