// More than one environment: a new one, another name, keys of the operators, and what differs between two.

import type { Page } from '@playwright/test';
import { Api } from '../support/api.js';
import { looks } from '../support/looks.js';
import { expect, test, words } from '../support/test.js';
import { asOwner } from '../support/walk.js';
import { World } from '../support/world.js';
import { operator } from '../words.js';

const switcher = (page: Page) => page.getByRole('combobox', { name: words(operator.environment) });
const operators = (world: World, tab: string): string => `${world.server.url}/operator/operators/environment-settings?tab=${tab}`;

test('an environment is created, and renamed, wherever its name is shown', async ({ page, world, watch }) => {
  test.setTimeout(120_000);
  watch.allow(/\b400\b/);
  await asOwner(page, world);
  await page.goto(operators(world, 'environments'));
  const main = page.getByRole('main');
  const create = main.getByRole('button', { name: 'Create environment' });
  await create.click();
  await expect(main.getByLabel('Name')).toBeFocused();
  await main.getByLabel('Name').fill('Branch');
  await main.getByLabel('ID').fill('Not An ID');
  await create.click();
  await expect(main.getByLabel('ID')).toBeFocused();
  await expect(main.getByLabel('ID')).toHaveAttribute('aria-invalid', 'true');
  await looks(page, 'O9-create-environment');
  const id = `b${world.id}`;
  await main.getByLabel('ID').fill(id);
  await create.click();
  await expect(create).toBeFocused();
  await expect(main.getByRole('cell', { name: id })).toBeVisible();
  await switcher(page).selectOption(id);
  await expect(page).toHaveURL(new RegExp(`/operator/${id}/`));
  await page.goto(`${world.server.url}/operator/${id}/environment-settings`);
  await main.getByLabel('Name').fill(`Renamed ${id}`);
  await main.getByRole('button', { name: 'Save name' }).click();
  await expect(switcher(page).locator('option:checked')).toHaveText(`Renamed ${id}`);
  await expect(page.getByRole('navigation', { name: 'Path' })).toContainText(`Renamed ${id}`);
});

test('a key of the operators is made, used and revoked', async ({ page, world, watch }) => {
  test.setTimeout(120_000);
  watch.allow(/\b401\b/);
  await asOwner(page, world);
  await page.goto(operators(world, 'keys'));
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Create API key' }).click();
  const name = `pipeline of ${world.id}`;
  await main.getByLabel('Name').fill(name);
  await main.getByRole('combobox', { name: 'Role' }).selectOption('admin');
  await main.getByRole('combobox', { name: 'In' }).selectOption(world.id);
  await main.getByRole('button', { name: 'Add another role' }).click();
  await main.getByRole('group', { name: 'Role 2' }).getByRole('combobox', { name: 'Role' }).selectOption('auditor');
  await main.getByRole('group', { name: 'Role 2' }).getByRole('combobox', { name: 'In' }).selectOption('production');
  await looks(page, 'O9-create-operator-key');
  await main.getByRole('button', { name: 'Create API key' }).click();
  const key = await main.getByRole('textbox', { name: 'API key' }).inputValue();
  const row = main.getByRole('row').filter({ hasText: name });
  await expect(row).toContainText(world.name);
  const reads = (environment: string) => new Api(world.server.url, environment, key).get('/v1/settings');
  await reads(world.id);
  await reads('production');
  await expect(reads('staging')).rejects.toThrow();
  await main.getByRole('button', { name: 'I have stored it' }).click();
  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('Revoked');
  await expect(reads(world.id)).rejects.toThrow();
});

test('what differs between two environments is shown, and taken over', async ({ page, world, server }) => {
  test.setTimeout(120_000);
  const other = await World.make(server);
  await other.publish((d) => {
    d.roles.push({ key: 'support', name: 'Support team', permissions: [] });
    d.session_settings.idle_session_timeout = { on: true, seconds: 1800 };
  });
  await world.limits({ force_relogin: { on: true, seconds: 86400 } });
  await asOwner(page, world);
  await page.goto(world.operator.replace('overview', 'environment-settings/publish-history'));
  const main = page.getByRole('main');
  await main.getByLabel(`What differs between ${world.name} and`).selectOption(other.id);
  await main.getByRole('button', { name: 'Show what differs' }).click();
  const heading = main.getByRole('heading', { name: `${world.name} and ${other.name}: 3 differences` });
  await expect(heading).toBeFocused();
  const row = (name: string) => main.getByRole('row').filter({ has: page.getByRole('rowheader', { name }) });
  await expect(row('Support team')).toContainText('new');
  await expect(row('Idle session timeout')).toContainText('30 minutes');
  await expect(row('Force re-login')).toContainText('1 day');
  await looks(page, 'O9-compare-environments');
  await main.getByRole('button', { name: `Take over from ${other.name} as draft` }).click();
  await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
  await main.getByRole('button', { name: operator.publish }).click();
  await expect(main.getByText(operator.published).first()).toBeVisible();
  expect(await world.document()).toEqual(await other.document());
});

test('all sessions of an environment are ended, once its name is typed', async ({ page, world, another }) => {
  const user = await (await another()).newPage();
  await world.enterAs(user.context(), await world.person(await world.tenant()));
  await user.goto(world.portal);
  await asOwner(page, world);
  await page.goto(world.operator.replace('overview', 'configurations/security/session-management'));
  await page.getByRole('main').getByRole('button', { name: 'End all sessions' }).click();
  const dialog = page.getByRole('dialog', { name: `End all sessions of ${world.name}?` });
  await expect(dialog).toContainText('1 session of 1 user ends now.');
  const act = dialog.getByRole('button', { name: 'End all sessions' });
  await act.dispatchEvent('click');
  await expect(dialog, 'before the name is typed').toBeVisible();
  await dialog.getByRole('textbox', { name: /^Type/ }).fill(world.name);
  await dialog.getByRole('textbox', { name: /^Why/ }).fill('A key was lost');
  await looks(page, 'O5-end-all');
  await act.click();
  await expect(page.getByText(`All sessions of ${world.name} have ended.`).first()).toBeVisible();
  await user.goto(world.portal);
  await expect(user).toHaveURL(/sign/);
  expect((await world.api.get<{ sessions: object[] }>('/v1/sessions?state=active')).sessions).toEqual([]);
  expect(await world.api.get('/v1/audit?kind=sessions.ended')).toMatchObject({ events: [{ data: { note: 'A key was lost' } }] });
});

test('what the API refuses is told in the reader’s language', async ({ page, world, watch }) => {
  watch.allow(/\b(400|409)\b/);
  await asOwner(page, world);
  await page.context().addCookies([{ name: 'lang', value: 'de', url: world.server.url }]);
  await page.goto(operators(world, 'environments'));
  const main = page.getByRole('main');
  await main.getByRole('button', { name: 'Umgebung anlegen' }).click();
  const [id, name] = [main.getByRole('textbox', { name: 'ID' }), main.getByRole('textbox', { name: 'Name' })];
  const refused = async (its: string, called: string, says: string): Promise<void> => {
    await id.fill(its);
    await name.fill(called);
    await main.getByRole('button', { name: 'Umgebung anlegen' }).click();
    await expect(main.getByText(says)).toBeVisible();
  };
  await refused('Not an ID', 'Probe', 'Die ID einer Umgebung besteht aus 2 bis 40 Kleinbuchstaben');
  await refused('probe-umgebung', 'Pro\u0007be', 'Zeilenumbrüche und Steuerzeichen sind nicht erlaubt.');
  await refused(world.id, 'Probe', 'gibt es schon');
});
