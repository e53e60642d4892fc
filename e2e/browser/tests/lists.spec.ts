// The operators’ lists: what they follow, what they filter by, and what is asked before many sessions end.

import { looks } from '../support/looks.js';
import { expect, test } from '../support/test.js';
import { asOwner } from '../support/walk.js';
import { operator } from '../words.js';

interface Log { events: { data?: { note?: string } }[] }

test('ending more than 25 sessions asks why, and the audit log tells it', async ({ page, world }) => {
  const ada = await world.person(await world.tenant());
  for (let i = 0; i < 26; i++) await world.session(ada, { name: `Device ${i}` });
  await asOwner(page, world, operator.sessions);
  await page.goto(world.operator.replace('overview', `sessions?user=${ada.id}`));
  await page.getByRole('button', { name: 'More about these sessions' }).click();
  await page.getByRole('menuitem', { name: 'End all sessions matching' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Why, for the audit log (optional)').fill('Laptop stolen <b>today</b>');
  await looks(page, 'O2-end-many');
  await dialog.getByLabel('To confirm, type the number 26').fill('26');
  await dialog.getByRole('button', { name: 'End 26 sessions' }).click();
  await expect(page.getByText('26 sessions ended.').first()).toBeVisible();
  const { events } = await world.api.get<Log>('/v1/audit?kind=session.ended&limit=50');
  expect(events.map((one) => one.data?.note)).toEqual(Array(26).fill('Laptop stolen <b>today</b>'));
  await page.goto(world.operator.replace('overview', 'audit-log?topic=ends'));
  const row = page.getByRole('main').locator('.log > li').first();
  await expect(row.locator('q')).toHaveText('Laptop stolen <b>today</b>');
  await row.getByRole('button').click();
  await expect(row.getByText('Laptop stolen <b>today</b>')).toHaveCount(2);
});

test('the overview leads to the sessions that ended today', async ({ page, world }) => {
  const ada = await world.person(await world.tenant());
  const [one] = [await world.session(ada, { name: 'Old phone' }), await world.session(ada, { name: 'New phone' })];
  await world.api.delete(`/v1/sessions/${one.id}`);
  await asOwner(page, world, operator.sessions);
  await expect(page.getByRole('img', { name: 'Active sessions in the last 24 hours: between 0 and 1.' })).toBeVisible();
  await page.getByRole('main').getByRole('link', { name: 'Ended today' }).click();
  await expect(page.getByRole('main').locator('tbody tr')).toHaveCount(1);
  await expect(page.getByRole('main').locator('tbody tr')).toContainText('Old phone');
  await page.getByRole('button', { name: /^Remove filter: Ended from/ }).click();
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('textbox', { name: 'Ended until' }).fill('2020-01-01');
  await page.keyboard.press('Tab');
  await expect(page.getByText('No sessions match')).toBeVisible();
});

test('the list of users follows what happens, and no row moves', async ({ page, world }) => {
  const tenant = await world.tenant();
  const [ada] = [await world.person(tenant, 'Ada Lovelace'), await world.person(tenant, 'Bo Castel'), await world.person(tenant, 'Cy Jensen')];
  await asOwner(page, world, operator.users);
  await page.goto(world.operator.replace('overview', 'users'));
  const rows = page.getByRole('main').locator('tbody tr');
  await expect(rows).toHaveCount(3);
  const menu = page.getByRole('button', { name: 'Actions for Cy Jensen' });
  await menu.focus();
  const before = await rows.nth(2).boundingBox();
  await world.session(ada);
  await expect(rows.nth(0).getByRole('link', { name: '1 active session of Ada Lovelace' })).toBeVisible();
  await world.api.delete(`/v1/users/${ada.id}`);
  await expect(rows.nth(0)).toHaveClass(/gone/);
  await expect(rows.nth(0)).toContainText('Gone');
  await world.person(tenant, 'Dora Novak');
  await expect(rows).toHaveCount(4);
  await expect(rows.nth(3)).toContainText('Dora Novak');
  expect((await rows.nth(2).boundingBox())?.y).toBe(before?.y);
  await expect(menu).toBeFocused();
  await page.goto(`${world.operator.replace('overview', 'users')}?workspace=${tenant.id}`);
  await expect(rows).toHaveCount(3);
  await world.person(tenant, 'Carl Between');
  await page.getByRole('button', { name: '1 new, show' }).click();
  await expect(rows.nth(1)).toContainText('Carl Between');
});

test('the list of workspaces follows what happens', async ({ page, world }) => {
  const acme = await world.tenant();
  const gone = await world.tenant('Bygone Press');
  const ada = await world.person(acme);
  await asOwner(page, world, operator.workspaces);
  await page.goto(world.operator.replace('overview', 'workspaces'));
  const rows = page.getByRole('main').locator('tbody tr');
  await expect(rows).toHaveCount(2);
  await world.session(ada);
  await expect(rows.nth(0).getByRole('link', { name: '1 active session in Acme Corp' })).toBeVisible();
  await world.api.delete(`/v1/tenants/${gone.id}`);
  await expect(rows.nth(1)).toHaveClass(/gone/);
  await page.getByRole('button', { name: 'Live', exact: true }).click();
  await world.tenant('Late Foods');
  await page.waitForTimeout(1200); // longer than an event takes
  await expect(rows).toHaveCount(2);
});

test('the log of a session and of a user is told in the reader’s language', async ({ page, world }) => {
  const ada = await world.person(await world.tenant('Birchwood Analytics'));
  await world.session(ada, { name: 'Phone' });
  await world.api.post(`/v1/users/${ada.id}/sessions/end`, {});
  await asOwner(page, world);
  await page.context().addCookies([{ name: 'lang', value: 'de', url: world.server.url }]);
  await page.goto(world.operator.replace('overview', `users/${ada.id}`));
  const log = page.locator('sojourn-user-page .log');
  await expect(log).toContainText('Ada Lovelace wurde von der Anwendung abgemeldet');
  await expect(log).not.toContainText(/\b(ended|signed|was|added|created)\b/);
});
