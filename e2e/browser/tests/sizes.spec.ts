// How much browsers load: the scripts that screens really ask for, packed as they are sent, each once, in one language.
// sizes.json has what they were; whoever makes them more than 5 % larger says so there.

import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Api } from '../support/api.js';
import { expect, figure, test } from '../support/test.js';

interface Size { goal: number; en: number; de: number } // KB
const known = JSON.parse(readFileSync(path.join(import.meta.dirname, '../sizes.json'), 'utf8')) as Record<string, Size>;

/** Follows what a page loads. */
function loads(page: Page): () => number {
  const sizes = new Map<string, number>();
  page.on('response', (response) => {
    if (response.request().resourceType() !== 'script' || response.frame() !== page.mainFrame()) return; // a preview is another page
    expect(response.headers()['content-encoding'], response.url()).toBe('gzip');
    sizes.set(response.url(), Number(response.headers()['content-length']));
  });
  return () => [...sizes.values()].reduce((all, one) => all + one, 0) / 1024;
}

function judge(name: string, language: 'en' | 'de', size: number): void {
  const was = known[name];
  if (!was) throw new Error(`sizes.json lacks ${name}`);
  figure(`JavaScript of ${name}, ${language}, gzip`, size, 'KB', was.goal);
  expect(size, 'it was measured').toBeGreaterThan(5);
  expect.soft(size, `${name}, ${language}: what sizes.json says, and 5 % more`).toBeLessThanOrEqual(was[language] * 1.05);
}

/** The screen is there, with all its texts. */
async function shown(page: Page, address: string): Promise<void> {
  await page.goto(address, { waitUntil: 'load' });
  await expect(page.locator('[data-state=ready]').first(), address).toBeAttached();
  await page.waitForTimeout(150); // what comes by itself
  await expect(page.getByText('⟦'), `a text is missing at ${address}`).toHaveCount(0);
}

for (const language of ['en', 'de'] as const) {
  test(`the self-service portal is small, ${language}`, async ({ page, context, world }) => {
    await world.allPages();
    const person = await world.person(await world.tenant(), 'Ada Lovelace', ['admin']);
    await world.session(person, { name: 'Phone' });
    await world.enterAs(context, person);
    await context.addCookies([{ name: 'lang', value: language, url: world.server.url }]);
    const sum = loads(page);
    await shown(page, world.portal);
    judge('my sessions, first load', language, sum());
    await page.locator('[aria-controls^=details-]').first().click();
    await page.locator('[aria-controls=recent]').click();
    await page.locator('.below .button').click();
    await expect(page.locator('dialog[open]')).toBeVisible();
    await expect(page.getByText('⟦')).toHaveCount(0);
    for (const screen of ['workspace/users', `workspace/users/${person.id}`, 'workspace/security', 'workspace/audit']) await shown(page, world.portal + screen);
    judge('the self-service portal', language, sum());
  });

  test(`the operator portal is small, ${language}`, async ({ page, context, world }) => {
    test.setTimeout(120_000);
    const { server } = world;
    const api = new Api(server.url, 'production', server.keys['production'] ?? '');
    const { users } = await api.get<{ users: { id: string }[] }>('/v1/users?limit=1');
    const { tenants } = await api.get<{ tenants: { id: string }[] }>('/v1/tenants?limit=1');
    await world.enterAsOwner(context);
    await context.addCookies([{ name: 'lang', value: language, url: server.url }]);
    const sum = loads(page);
    await shown(page, `${server.url}/operator/production/overview`);
    judge('operators’ first screen', language, sum());
    const entitlements = 'configurations/entitlements';
    for (const screen of [
      'set-up', 'sessions', 'users', `users/${users[0]?.id}`, 'workspaces', `workspaces/${tenants[0]?.id}`,
      `${entitlements}/permissions`, `${entitlements}/permissions/sojourn.sessions.revoke`, `${entitlements}/roles`, `${entitlements}/roles/admin`, `${entitlements}/matrix`,
      'configurations/security/session-management', 'admin-portal', 'audit-log', 'environment-settings', 'environment-settings/publish-history', 'review',
    ]) await shown(page, `${server.url}/operator/production/${screen}`);
    await page.goto(`${server.url}/operator/production/sessions`);
    await page.locator('[id^=end-]').first().click();
    await expect(page.locator('dialog[part=dialog][open]')).toBeVisible();
    judge('all screens of operators', language, sum());
  });
}
