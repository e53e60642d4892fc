// The preview of session settings: whom a change signs out, now and within a day, and the limits as lines in the charts.

import type { Page } from '@playwright/test';
import { looks } from '../support/looks.js';
import { expect, test } from '../support/test.js';
import { asOwner, toggle, value } from '../support/walk.js';
import type { World } from '../support/world.js';
import { operator, portal, settings } from '../words.js';

const preview = (page: Page) => page.getByText(operator.addsUp).first();
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Who would be signed out' });
const line = (page: Page) => page.getByRole('slider', { name: settings.idle });

/** Session management, of an environment in which Ada has three sessions, and one workspace an idle timeout of its own. */
async function crowded(page: Page, world: World): Promise<void> {
  const tenant = await world.tenant('Birchwood Analytics');
  const ada = await world.person(tenant);
  for (const name of ['Phone', 'Tablet', 'Old laptop']) await world.session(ada, { name });
  const other = await world.tenant('Copperline');
  await world.api.put(`/v1/tenants/${other.id}/session-settings`, { idle_session_timeout: { on: true, seconds: 7200 } });
  await world.limits({ idle_session_timeout: { on: true, seconds: 5 * 86400 } });
  await asOwner(page, world, operator.configurations);
  await page.goto(world.operator.replace('overview', 'configurations/security/session-management'));
  await expect(page.locator('sojourn-policy')).toHaveAttribute('data-state', 'ready');
}

async function type(page: Page, setting: string, text: string): Promise<void> {
  await value(page, setting).fill(text);
  await value(page, setting).blur();
}

test('the preview tells what ends now, within a day, and which workspaces keep their own', async ({ page, world }) => {
  test.setTimeout(150_000);
  await crowded(page, world);
  await type(page, settings.idle, '10h');
  await expect(preview(page)).toHaveText('If published now: no session would end. 3 more would end within 24 hours. 1 workspace keeps its own setting.');
  await page.getByRole('switch', { name: settings.concurrent }).click();
  await type(page, settings.concurrent, '1');
  await expect(preview(page)).toContainText('2 sessions of 1 user in 1 workspace would end. 1 more would end within 24 hours. 1 workspace keeps its own setting. Your own session is not affected.');
  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(dialog(page)).toContainText('2 sessions of 1 user would end at once.');
  const rows = dialog(page).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText('Ada Lovelace');
  await expect(rows.first()).toContainText('Too many sessions of the same user');
  await expect(rows.first()).toContainText('Birchwood Analytics');
  await expect(dialog(page)).not.toContainText('Old laptop');
  await looks(page, 'O5-show-them');
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toHaveCount(0);
  await expect(page.getByRole('button', { name: 'Show them' })).toBeFocused();
  await page.getByRole('button', { name: operator.review }).click();
  await page.getByRole('main').getByRole('button', { name: 'Show them' }).click();
  await expect(dialog(page).getByRole('listitem')).toHaveCount(2);
});

test('a long list of those who would be signed out goes on', async ({ page, world }) => {
  const ada = await world.person(await world.tenant());
  await Promise.all(Array.from({ length: 105 }, () => world.session(ada)));
  await asOwner(page, world, operator.configurations);
  await page.goto(world.operator.replace('overview', 'configurations/security/session-management'));
  await toggle(page, settings.concurrent).click();
  await type(page, settings.concurrent, '1');
  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(dialog(page).getByRole('listitem')).toHaveCount(100);
  await dialog(page).getByRole('button', { name: 'Show more (100 of 104)' }).click();
  await expect(dialog(page).getByRole('listitem')).toHaveCount(104);
  await expect(dialog(page).getByRole('listitem').nth(100)).toBeFocused();
});

test('a limit is moved as a line, by keyboard and by pointer', async ({ page, world }) => {
  test.setTimeout(120_000);
  await crowded(page, world);
  await expect(line(page)).toHaveAttribute('aria-valuetext', '5 days, 0 sessions beyond');
  await line(page).focus();
  await page.keyboard.press('ArrowLeft');
  await expect(line(page)).toHaveAttribute('aria-valuetext', '4 days 12 hours, 0 sessions beyond');
  await page.keyboard.press('PageDown');
  await expect(value(page, settings.idle)).toHaveAttribute('aria-valuetext', '2 days');
  await page.keyboard.press('ArrowRight');
  await expect(value(page, settings.idle)).toHaveAttribute('aria-valuetext', '60 hours');
  await page.keyboard.press('Home');
  await expect(value(page, settings.idle)).toHaveAttribute('aria-valuetext', '5 minutes');
  await expect(line(page)).toBeFocused();
  await expect(preview(page)).toContainText('3 more would end within 24 hours');

  await line(page).scrollIntoViewIfNeeded();
  const box = await line(page).boundingBox();
  const chart = await page.locator('[data-chart=idle_session_timeout] svg').boundingBox();
  if (!box || !chart) throw new Error('the line is not to be seen');
  expect(box.width, 'wide enough for a finger').toBeGreaterThanOrEqual(24);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(chart.x + chart.width * (6 / 13), box.y + box.height / 2, { steps: 6 });
  await page.mouse.up();
  await expect(value(page, settings.idle)).toHaveAttribute('aria-valuetext', '4 hours');
  await page.mouse.move(chart.x, box.y + 20);
  await expect(value(page, settings.idle), 'once let go, it stays').toHaveAttribute('aria-valuetext', '4 hours');
  await line(page).focus();
  await looks(page, 'O5-limit-lines');

  await page.getByRole('button', { name: 'Save draft' }).click();
  await expect.poll(async () => (await world.api.get<{ document: { session_settings: object } }>('/v1/settings/draft')).document.session_settings)
    .toMatchObject({ idle_session_timeout: { on: true, seconds: 4 * 3600 } });
});

test('a workspace is told the same, of its own sessions', async ({ page, context, world }) => {
  test.setTimeout(150_000);
  await world.allPages();
  await world.limits({ idle_session_timeout: { on: true, seconds: 5 * 86400 } });
  const tenant = await world.tenant();
  const carla = await world.person(tenant, 'Carla Jensen', ['admin']);
  const ada = await world.person(tenant);
  for (const name of ['Phone', 'Tablet']) await world.session(ada, { name });
  await world.session(await world.person(await world.tenant('Elsewhere')));
  await world.enterAs(context, carla);
  await page.goto(`${world.portal}workspace/security`);
  await type(page, settings.idle, '10h');
  await expect(preview(page)).toContainText('If saved now: no session would end. 3 more would end within 24 hours.');
  await toggle(page, settings.concurrent).click();
  await type(page, settings.concurrent, '1');
  await page.getByRole('button', { name: 'Show them' }).click();
  await expect(dialog(page).getByRole('listitem')).toHaveCount(1);
  await expect(dialog(page)).toContainText('Ada Lovelace');
  await looks(page, 'S3-show-them');
  await dialog(page).getByRole('button', { name: 'Close' }).click();
  await expect(page.getByRole('heading', { level: 1, name: portal.security })).toBeVisible();
  await page.getByRole('button', { name: 'Review and save' }).click();
  const review = page.locator('dialog[part=dialog]');
  await review.getByRole('button', { name: 'Show them' }).click();
  await expect(page.locator('dialog.endings').getByRole('listitem')).toContainText('Ada Lovelace');
  await page.locator('dialog.endings').getByRole('button', { name: 'Close' }).click();
  await expect(review.getByRole('button', { name: 'Show them' })).toBeFocused();
  await review.getByRole('button', { name: 'Save', exact: false }).last().click();
  await expect.poll(async () => (await world.api.get<{ sessions: unknown[] }>(`/v1/sessions?state=active&user=${ada.id}`)).sessions.length).toBe(1);
});
