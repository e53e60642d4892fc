// What somebody sees whose session has ended.

import type { Page } from '@playwright/test';
import { ended } from '../words.js';
import { expect } from './test.js';
import { statusOf, type Watch } from './watch.js';
import type { World } from './world.js';

type Reason = Exclude<keyof typeof ended, 'title'>;

/** Requests of a browser that is signed out are refused, and it is right so. */
export const allowSignedOut = (watch: Watch): void => watch.allow(/\b401\b/);

/** The next page that somebody sees says why they are signed out, in their language and in the other one. */
export async function saysWhy(page: Page, world: World, reason: Reason): Promise<void> {
  // An open page leaves by itself, which may be at this moment.
  await expect(async () => { await page.goto(world.portal); }).toPass();
  await expect(page).toHaveURL(/\/signed-out/);
  expect(await statusOf(page, `/e/${world.id}/v1/me`), 'what the API says to the session').toBe(401);
  for (const [language, name] of [['en', 'English'], ['de', 'Deutsch']] as const) {
    if ((await page.locator('html').getAttribute('lang')) !== language) await page.getByRole('link', { name }).click();
    await expect(page.getByRole('heading', { name: ended.title[language] })).toBeVisible();
    await expect(page.getByText(ended[reason][language])).toBeVisible();
  }
}
