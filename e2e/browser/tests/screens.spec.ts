// The operators’ screens in every theme and width, with the demo’s data, with nothing, and when they cannot be loaded.

import type { Page } from '@playwright/test';
import { Api } from '../support/api.js';
import { axe } from '../support/axe.js';
import { looks, sideways } from '../support/looks.js';
import { withoutFirst } from '../support/network.js';
import { cut } from '../support/room.js';
import { expect, navigation, needs, test } from '../support/test.js';
import { asOwner, built, entry, value } from '../support/walk.js';
import type { World } from '../support/world.js';
import { operator, settings } from '../words.js';

const screens = [
  ['O1-overview', operator.overview, 'session'], ['O2-sessions', operator.sessions, 'session'], ['O3-users', operator.users, 'user'], ['O4-workspaces', operator.workspaces, 'workspace'],
  ['O5-session-management', operator.sessionManagement, ''], ['O6-permissions', operator.permissions, ''], ['O6-roles', operator.roles, ''], ['O7-admin-portal', operator.adminPortal, ''],
  ['O8-audit-log', operator.auditLog, ''], ['O9-environment-settings', operator.environmentSettings, ''],
] as const;

const production = (url: string): string => `${url}/operator/production/overview`;

for (const [id, name] of screens) {
  test(`${id} in every theme and width`, async ({ page, world, watch }) => {
    test.setTimeout(150_000);
    await asOwner(page, { enterAsOwner: (context) => world.enterAsOwner(context), operator: production(world.server.url) }, name);
    await entry(page, name).click();
    await built(page);
    if (name === operator.overview) await needs(page, operator.sessions); // the first form of it is only a title
    await expect(page.locator('[data-state=ready]').first()).toBeAttached();
    await looks(page, id, name === operator.overview ? 'overview' : '');
    const { pathname } = new URL(page.url());

    await page.goto(world.server.url + pathname.replace('/production/', `/${world.id}/`));
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    await expect(page.locator('[data-state=ready]').first()).toBeAttached();
    await looks(page, `${id}-empty`);

    watch.allow(/\b500\b/);
    await withoutFirst(page, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"status":500,"code":"internal","request_id":"r-1"}' }));
    await page.goto(world.server.url + pathname);
    await expect(page.getByRole('main').getByRole('heading', { level: 1 })).toBeVisible();
    if (name !== operator.environmentSettings) await expect(page.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
    await looks(page, `${id}-error`);
  });
}

const revoke = 'configurations/entitlements/permissions/sojourn.sessions.revoke';

/** What is behind a row, a link or a button, at its address. */
const deeper: readonly (readonly [id: string, path: string | ((world: World) => Promise<string>), own?: boolean])[] = [
  ['O1-set-up', 'set-up'], ['O6-permission', revoke], ['O6-permission-roles', `${revoke}?tab=roles`], ['O6-role', 'configurations/entitlements/roles/admin'],
  ['O6-matrix', 'configurations/entitlements/matrix'], ['O9-publish-history', 'environment-settings/publish-history'],
  ['O3-user', async ({ server }) => `users/${(await new Api(server.url, 'production', server.keys['production'] ?? '').get<{ users: { id: string }[] }>('/v1/users?search=Ada+Brandt')).users[0]?.id}`],
  ['O4-workspace', async ({ server }) => `workspaces/${(await new Api(server.url, 'production', server.keys['production'] ?? '').get<{ tenants: { id: string }[] }>('/v1/tenants?search=Copperline')).tenants[0]?.id}`],
  ['O5-review', async (world) => {
    await world.session(await world.person(await world.tenant()), { name: 'Phone' });
    const document = await world.document();
    document.session_settings.max_concurrent_sessions = { on: true, sessions: 1 };
    document.pages.workspace.users = true;
    await world.api.put('/v1/settings/draft', { document, base_version: 0, revision: 0 });
    return 'review';
  }, true],
];

for (const [id, path, own] of deeper) {
  test(`${id} in every theme and width`, async ({ page, world }) => {
    const from = own ? world.operator : production(world.server.url);
    await asOwner(page, { enterAsOwner: (context) => world.enterAsOwner(context), operator: from }, operator.configurations, operator.workspaces);
    await page.goto(from.replace('overview', typeof path === 'string' ? path : await path(world)));
    await built(page);
    await expect(page.locator('[data-state=ready]').first()).toBeAttached();
    await looks(page, id);
  });
}

/** Goes to addresses in the language whose texts are 40 % longer: nothing is scrolled sideways or cut, and axe finds nothing. */
async function withLongTexts(page: Page, addresses: readonly string[]): Promise<void> {
  await page.context().addCookies([{ name: 'lang', value: 'en-XA', url: new URL(page.url()).origin }]);
  const wrong: string[] = [];
  for (const address of addresses) {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto(address);
    await expect(page.locator('[data-state=ready]').or(page.locator('.contents')).first()).toBeAttached();
    await expect(page.getByRole('navigation').first(), 'the language').toContainText('[');
    for (const width of [1280, 960, 720, 360, 320]) {
      await page.setViewportSize({ width, height: 800 });
      const wider = await sideways(page);
      const problems = [...(wider > 0 ? [`${wider} px must be scrolled sideways`] : []), ...await cut(page), ...(width === 1280 || width === 320 ? await axe(page) : [])];
      wrong.push(...problems.map((problem) => `${new URL(address).pathname} ${width}: ${problem}`));
    }
  }
  expect(wrong, 'texts that have no room').toEqual([]);
}

const linked = (page: Page): Promise<string[]> => navigation(page).getByRole('link').evaluateAll((every) => every.map((one) => (one as HTMLAnchorElement).href));

test('O5 with a draft and whom it would sign out, in every theme and width', async ({ page, world }) => {
  test.setTimeout(60_000);
  await asOwner(page, { enterAsOwner: (context) => world.enterAsOwner(context), operator: production(world.server.url) });
  await entry(page, operator.sessionManagement).click();
  const idle = value(page, settings.idle);
  await idle.fill('30m');
  await idle.press('Tab');
  await expect(page.getByText(operator.addsUp).first()).toContainText(/[1-9]\d* sessions/);
  await looks(page, 'O5-draft', 'session-management');
});

test('longer texts have room on the operators’ screens', async ({ page, world }) => {
  test.setTimeout(150_000);
  const from = production(world.server.url);
  await asOwner(page, { enterAsOwner: (context) => world.enterAsOwner(context), operator: from });
  const addresses = await linked(page);
  for (const [, path, own] of deeper) addresses.push((own ? world.operator : from).replace('overview', typeof path === 'string' ? path : await path(world)));
  await withLongTexts(page, addresses);
});

test('longer texts have room in the self-service portal', async ({ page, world }) => {
  await world.allPages();
  await world.enterAs(page.context(), await world.person(await world.tenant(), 'Carla Jensen', ['admin']));
  await page.goto(world.portal);
  await expect(navigation(page)).toBeVisible();
  await withLongTexts(page, await linked(page));
});
