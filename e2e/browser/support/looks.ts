// A screen in every theme and width: axe finds nothing, nothing scrolls sideways, and there are pictures of it.

import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { axe } from './axe.js';
import { expect } from './test.js';

const here = path.resolve(import.meta.dirname, '..');
const pictures = path.join(here, 'test-results/screens');
/** Those of the documentation are made anew when asked for: pictures differ a little from one machine to the next. */
const documented = process.env['SOJOURN_SCREENSHOTS'] === '1' ? path.join(here, '../../docs/images') : '';

const themes = [
  { name: 'light', media: { colorScheme: 'light', forcedColors: 'none' } },
  { name: 'dark', media: { colorScheme: 'dark', forcedColors: 'none' } },
  { name: 'forced', media: { colorScheme: 'light', forcedColors: 'active' } },
] as const;
const widths = [1280, 360, 320];

/** By how much the page is wider than the window. */
export const sideways = (page: Page): Promise<number> => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** Looks at a screen; shown is its name in the documentation, for the few that are there. */
export async function looks(page: Page, name: string, shown = ''): Promise<void> {
  const wrong: string[] = [];
  await expect(page.getByText('⟦'), 'texts that are not there').toHaveCount(0);
  mkdirSync(pictures, { recursive: true });
  for (const { name: theme, media } of themes) {
    await page.emulateMedia({ ...media, reducedMotion: 'reduce' }); // colours on their way are no colours
    for (const width of widths) {
      await page.setViewportSize({ width, height: 800 });
      // Themes change colours and nothing else.
      for (const frame of page.frames()) for (const problem of await axe(frame, theme !== 'light')) wrong.push(`${theme} ${width}: ${problem}`);
      const wider = await sideways(page);
      if (wider > 0) wrong.push(`${theme} ${width}: ${wider} px must be scrolled sideways`);
      if (theme === 'forced' || width === 320) continue;
      await page.screenshot({ path: path.join(pictures, `${name}-${width}-${theme}.png`), fullPage: width === 360, animations: 'disabled' });
      if (documented && shown && theme === 'light' && width === 1280) await page.screenshot({ path: path.join(documented, `${shown}.png`), animations: 'disabled' });
    }
  }
  await page.emulateMedia({ colorScheme: 'light', forcedColors: 'none', reducedMotion: 'no-preference' });
  await page.setViewportSize({ width: 1280, height: 800 });
  expect(wrong, `${name} in every theme and width`).toEqual([]);
}
