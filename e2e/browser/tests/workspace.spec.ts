// S2 and S3, Workspace → Users and Security: paths 5 and 6, tasks 8 and 9.

import type { Page } from '@playwright/test';
import { allowSignedOut, saysWhy } from '../support/ending.js';
import { Keyboard, Pointer } from '../support/hand.js';
import { looks } from '../support/looks.js';
import { withoutFirst } from '../support/network.js';
import { ready } from '../support/signin.js';
import { expect, navigation, needs, test, words } from '../support/test.js';
import { entry, follow, toggle, value } from '../support/walk.js';
import type { Person, World } from '../support/world.js';
import { ended, portal, settings } from '../words.js';

/** An administrator whose portal is open, and a user with three sessions. */
async function open(page: Page, world: World): Promise<{ carla: Person; ada: Person }> {
  await world.allPages();
  const acme = await world.tenant();
  const ada = await world.person(acme);
  for (const name of ['Phone', 'Old laptop', 'Tablet']) await world.session(ada, { name });
  await world.person(acme, 'Grace Hopper');
  const carla = await world.person(acme, 'Carla Jensen', ['admin']);
  await world.enterAs(page.context(), carla);
  await page.goto(world.portal);
  return { carla, ada };
}

for (const [how, Hand] of [['pointer', Pointer], ['keyboard', Keyboard]] as const) {
  test(`path 5, task 8: a user is signed out of all sessions, by ${how}`, async ({ page, world, another, watch }) => {
    allowSignedOut(watch);
    const { ada } = await open(page, world);
    await needs(page, portal.workspace, portal.users);
    const far = await (await another()).newPage();
    await world.enterAs(far.context(), ada);
    await far.goto(world.portal);
    await ready(far);

    const hand = new Hand(page);
    await follow(hand, portal.workspace, portal.users);
    await expect(page.getByRole('heading', { name: words(portal.users), level: 1 })).toBeVisible();
    await hand.press(page.getByRole('button', { name: portal.actions('Ada Lovelace') }));
    await hand.press(page.getByRole('menuitem', { name: words(portal.signOutUser) }));
    const dialog = page.getByRole('dialog', { name: 'Sign out Ada Lovelace everywhere?' });
    await expect(dialog).toContainText('4 sessions');
    await expect(dialog.getByRole('button', { name: portal.keep })).toBeFocused();
    await hand.press(dialog.getByRole('button', { name: 'Sign out 4 sessions' }));
    await expect(dialog).toHaveCount(0);
    expect(hand.count, 'clicks').toBeLessThanOrEqual(5);
    await expect(far.getByRole('heading', { name: ended.title.en })).toBeVisible();
    await saysWhy(far, world, 'ended_by_admin');
  });

  test(`path 6, task 9: at most 5 sessions in the workspace, by ${how}`, async ({ page, world }) => {
    const { ada, carla } = await open(page, world);
    for (let i = 0; i < 4; i++) await world.session(ada, { name: `More ${i}` });
    await page.reload();
    await needs(page, portal.workspace, portal.security);
    const hand = new Hand(page);
    await follow(hand, portal.workspace, portal.security);
    for (const setting of [settings.idle, settings.relogin, settings.concurrent]) await expect(toggle(page, setting)).toBeVisible();
    await expect(page.getByText(portal.providerSetting).first()).toBeVisible();
    await hand.press(toggle(page, settings.concurrent));
    await hand.type(value(page, settings.concurrent), '5');
    await expect(page.getByText(/2 sessions of 1 user/).first(), 'the preview').toBeVisible();
    await hand.press(page.getByRole('main').getByRole('button', { name: portal.save }));
    await hand.press(page.getByRole('dialog').getByRole('button', { name: portal.save }));
    await expect(page.getByRole('dialog')).toHaveCount(0);
    expect(hand.count, 'clicks').toBeLessThanOrEqual(6);
    await expect(page.getByText(portal.ownSetting).first()).toBeVisible();
    // The dialog is gone before the answer is here.
    const held = async () => (await world.api.get<{ own: { max_concurrent_sessions?: unknown } }>(`/v1/tenants/${carla.tenant.id}/session-settings`)).own.max_concurrent_sessions;
    await expect.poll(held).toEqual({ on: true, sessions: 5 });
    const left = await world.api.get<{ sessions: unknown[] }>(`/v1/sessions?state=active&user=${ada.id}`);
    expect(left.sessions).toHaveLength(5);
  });
}

test('without the permission the workspace’s screens are absent, and say why at their addresses', async ({ page, world, watch }) => {
  const { ada } = await open(page, world);
  await needs(page, portal.users, portal.security);
  await entry(page, portal.users).click();
  await expect(page).toHaveURL(/workspace/);
  const address = page.url();
  watch.allow(/\b403\b/);
  await page.goto('about:blank'); // an open screen would look for news while nobody is signed in
  await page.context().clearCookies();
  await world.enterAs(page.context(), ada);
  await page.goto(address);
  await expect(page.getByRole('heading', { name: 'You do not have access to this page' })).toBeVisible();
  await expect(navigation(page).getByText(words(portal.users))).toHaveCount(0);
  await looks(page, 'S2-users-denied');
});

for (const [screen, name] of [['S2-users', portal.users], ['S3-security', portal.security]] as const) {
  test(`${screen} in every theme and width`, async ({ page, world, watch }) => {
    test.setTimeout(150_000);
    await open(page, world);
    await needs(page, portal.workspace, name);
    await entry(page, name).click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.locator('[data-state=ready]').first()).toBeVisible();
    await looks(page, screen, name === portal.users ? 'workspace-users' : 'workspace-security');
    if (name === portal.users) {
      await page.getByRole('button', { name: portal.actions('Ada Lovelace') }).click();
      await page.getByRole('menuitem', { name: words(portal.signOutUser) }).click();
      await looks(page, `${screen}-dialog`);
      await page.keyboard.press('Escape');
    } else {
      await toggle(page, settings.idle).click();
      await value(page, settings.idle).fill('0');
      await value(page, settings.idle).blur();
      await expect(value(page, settings.idle)).toHaveAttribute('aria-invalid', 'true');
      await looks(page, `${screen}-invalid`);
    }
    watch.allow(/\b500\b/);
    const address = page.url();
    await withoutFirst(page, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"status":500,"code":"internal","request_id":"r-1"}' }));
    await page.goto(address);
    await expect(page.getByRole('button', { name: 'Try again' }).first()).toBeVisible();
    await looks(page, `${screen}-error`);
  });
}
