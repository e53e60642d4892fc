// The preview of the self-service portal: the portal itself, of the draft, for a role, with invented people.

import type { FrameLocator, Page } from '@playwright/test';
import { Elsewhere } from '../support/elsewhere.js';
import { looks } from '../support/looks.js';
import { expect, test, words } from '../support/test.js';
import { asOwner } from '../support/walk.js';
import type { World } from '../support/world.js';
import { portal } from '../words.js';

const frameOf = (page: Page): FrameLocator => page.frameLocator('iframe[title="The self-service portal with invented people"]');
const entries = (page: Page) => frameOf(page).getByRole('navigation', { name: portal.navigation }).getByRole('link');

async function builder(page: Page, world: World): Promise<void> {
  await world.allPages();
  await asOwner(page, world);
  await page.goto(world.operator.replace('overview', 'admin-portal'));
  await expect(frameOf(page).locator('sojourn-sessions')).toHaveAttribute('data-state', 'ready');
}

const choose = (page: Page, name: string, label: string) => page.getByRole('main').getByRole('combobox', { name, exact: true }).selectOption({ label });

test('the preview is the portal itself, and follows the switches of the draft', async ({ page, world }) => {
  const asked: string[] = [];
  page.on('request', (request) => { if (request.frame() !== page.mainFrame()) asked.push(new URL(request.url()).pathname); });
  await builder(page, world);
  await expect(entries(page)).toHaveText(['Privacy & Security', 'Users', 'Security', 'Audit log'].map(words));
  await expect(frameOf(page).getByRole('listitem').filter({ hasText: 'Safari on iPhone' })).toContainText('London, United Kingdom');

  await frameOf(page).getByRole('link', { name: 'Users' }).click();
  await expect(frameOf(page).locator('sojourn-users')).toHaveAttribute('data-state', 'ready');
  await frameOf(page).getByRole('button', { name: 'Actions for Grace Hopper' }).click();
  await frameOf(page).getByRole('menuitem', { name: 'Sign out of all sessions' }).click();
  await frameOf(page).getByRole('button', { name: 'Sign out 2 sessions' }).click();
  await expect(frameOf(page).getByRole('row', { name: 'Grace Hopper' })).toContainText('0');

  // What is looked at stays as long as it is there.
  await page.getByRole('switch', { name: 'Security', exact: true }).click();
  await expect(entries(page)).toHaveText(['Privacy & Security', 'Users'].map(words));
  await expect(frameOf(page).getByRole('row', { name: 'Grace Hopper' }), 'it forgets what was tried').toContainText('2');
  await page.getByRole('switch', { name: 'Users' }).click();
  await expect(entries(page)).toHaveText(['Privacy & Security'].map(words));
  await expect(frameOf(page).locator('sojourn-sessions')).toHaveAttribute('data-state', 'ready');

  expect(asked.length).toBeGreaterThan(3);
  expect(asked.filter((one) => !/^\/(assets\/|portal-preview$)/.test(one)), 'it asks for nothing but its own files').toEqual([]);
  expect((await world.document()).pages.workspace, 'nothing is published').toEqual({ users: true, security: true });
});

test('the preview shows each role what it may do', async ({ page, world }) => {
  await world.publish((document) => { document.roles = [...document.roles, { key: 'clerk', name: 'Clerk', permissions: ['sojourn.users.read'] }]; });
  await builder(page, world);
  await choose(page, 'Seen as', 'Clerk');
  await expect(entries(page)).toHaveText(['Privacy & Security', 'Users'].map(words));
  await frameOf(page).getByRole('link', { name: 'Users' }).click();
  await frameOf(page).getByRole('button', { name: 'Actions for Grace Hopper' }).click();
  await expect(frameOf(page).getByRole('menuitem')).toHaveText(['View sessions'].map(words));
  await choose(page, 'Seen as', 'no role');
  await expect(entries(page)).toHaveText(['Privacy & Security'].map(words));
});

test('the preview speaks another language, is narrow or dark, and axe finds nothing in it', async ({ page, world }) => {
  test.setTimeout(150_000);
  await builder(page, world);
  await choose(page, 'Language', 'Deutsch');
  await expect(entries(page)).toHaveText(['Datenschutz & Sicherheit', 'Benutzer', 'Sicherheit', 'Protokoll'].map(words));
  await expect(page.getByRole('heading', { level: 1 }).first(), 'the screen around it stays').toHaveText('Admin portal');
  await choose(page, 'Width', 'Phone');
  const inner = frameOf(page).locator('html');
  expect(await inner.evaluate(() => innerWidth)).toBe(360);
  for (const place of ['Benutzer', 'Sicherheit', 'Datenschutz & Sicherheit']) {
    const menu = frameOf(page).getByRole('button', { name: 'Menü' });
    if ((await menu.getAttribute('aria-expanded')) !== 'true') await menu.click();
    await entries(page).filter({ hasText: words(place) }).click();
    await expect(frameOf(page).getByRole('heading', { level: 1, name: place === 'Datenschutz & Sicherheit' ? 'Aktive Sitzungen' : place })).toBeVisible();
    expect(await inner.evaluate((root) => root.scrollWidth - root.clientWidth), place).toBe(0);
  }
  await page.getByRole('button', { name: 'Dark' }).click();
  await expect(inner).toHaveAttribute('data-theme', 'dark');
  await expect(frameOf(page).locator('sojourn-sessions')).toHaveAttribute('data-state', 'ready');
  expect(await inner.evaluate((root) => getComputedStyle(root).colorScheme)).toBe('dark');
  expect(await page.evaluate(() => document.cookie)).not.toMatch(/theme|lang/);
  await looks(page, 'O7-preview');
});

test('keys pass through the preview, and signing out in it leads nowhere', async ({ page, world }) => {
  await builder(page, world);
  await page.getByRole('button', { name: 'Dark' }).focus();
  await page.keyboard.press('Tab');
  await expect(frameOf(page).getByRole('link', { name: 'Skip to content' })).toBeFocused();
  for (let i = 0; i < 60 && (await page.evaluate(() => document.activeElement?.tagName)) !== 'SOJOURN-OPERATOR' || i === 0; i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Shift+Tab');
  const { length } = await page.evaluate(() => history);
  await frameOf(page).getByRole('button', { name: /Ada Lovelace/ }).first().click();
  await frameOf(page).getByRole('menuitem', { name: 'Sign out' }).click();
  await frameOf(page).getByRole('link', { name: 'Users' }).click();
  await expect(frameOf(page).locator('sojourn-users')).toHaveAttribute('data-state', 'ready');
  expect((await page.evaluate(() => history)).length, 'the frame adds nothing to the history').toBe(length);
  await page.reload();
  await expect(frameOf(page).locator('sojourn-sessions')).toHaveAttribute('data-state', 'ready');
  expect((await page.request.get(`${world.server.url}/e/operators/v1/me`)).status(), 'the operator is signed in').toBe(200);
});

test('only pages of ours frame the preview, and nothing else can be framed', async ({ page, world, watch }) => {
  watch.allow(/frame-ancestors|frame-src|ERR_BLOCKED_BY_(RESPONSE|CSP)|evil\.test|Refused to (display|frame)|Framing/i);
  const evil = await Elsewhere.open();
  evil.body = `<iframe src="${world.server.url}/portal-preview" width="600" height="400"></iframe>`;
  await page.goto(evil.url);
  await expect.poll(() => page.frames().find((one) => one !== page.mainFrame())?.url()).toBe('chrome-error://chromewebdata/');
  await evil.close();
  await builder(page, world);
  for (const path of ['operator/', `e/${world.id}/sign-in`, `e/${world.id}/signed-out`]) {
    await page.locator('iframe').evaluate((frame, to) => { (frame as HTMLIFrameElement).src = to; }, `${world.server.url}/${path}`);
    // Refused, upon which the builder shows the preview again.
    await expect(frameOf(page).locator('sojourn-sessions'), path).toHaveAttribute('data-state', 'ready');
    expect(page.frames().slice(1).map((one) => new URL(one.url()).pathname).filter((one) => one.startsWith(`/${path}`)), path).toEqual([]);
  }
});
