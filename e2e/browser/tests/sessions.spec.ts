// S1, Personal → Privacy & Security: path 4, with a second browser that is signed out.

import { allowSignedOut, saysWhy } from '../support/ending.js';
import { Keyboard, Pointer } from '../support/hand.js';
import { looks } from '../support/looks.js';
import { withoutFirst } from '../support/network.js';
import { ready } from '../support/signin.js';
import { expect, navigation, test, words } from '../support/test.js';
import { agents, type Person, type World } from '../support/world.js';
import { ended, portal } from '../words.js';
import type { Page } from '@playwright/test';

const row = (page: Page, device: RegExp | string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: device }) });
const endOf = (page: Page, device: RegExp | string) => row(page, device).getByRole('button', { name: words(portal.signOut) });

/** Somebody with two more devices, whose portal is open. */
async function open(page: Page, world: World): Promise<Person> {
  const ada = await world.person(await world.tenant());
  await world.session(ada, { name: 'Phone', agent: agents.iphone });
  await world.session(ada, { name: 'Old laptop', agent: agents.edge });
  await world.enterAs(page.context(), ada);
  await page.goto(world.portal);
  await ready(page);
  return ada;
}

test('path 4: the words lead to the active sessions', async ({ page, world }) => {
  await open(page, world);
  await expect(navigation(page).getByText(portal.personal)).toBeVisible();
  await navigation(page).getByRole('link', { name: words(portal.privacy) }).click();
  await expect(page.getByRole('heading', { name: 'Active sessions', level: 1 })).toBeVisible();
  await expect(row(page, /Chrome/)).toContainText('This device');
  await expect(endOf(page, /Chrome/)).toHaveCount(0);
  await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first(), 'this device comes first').toContainText('This device');
});

for (const [how, Hand] of [['pointer', Pointer], ['keyboard', Keyboard]] as const) {
  test(`path 4: log out one, by ${how}`, async ({ page, world, another, watch }) => {
    allowSignedOut(watch);
    const ada = await open(page, world);
    const far = await (await another()).newPage();
    const phone = await world.session(ada, { name: 'Tablet', agent: agents.iphone });
    await world.enter(far.context(), phone);
    await far.goto(world.portal);
    await ready(far);
    await expect(row(page, 'Tablet')).toBeVisible();

    const hand = new Hand(page);
    await hand.press(endOf(page, 'Tablet'));
    await expect(row(page, 'Tablet')).toContainText('Signed out just now');
    await expect(page.getByRole('status')).toContainText('Tablet is signed out.');
    expect(await page.evaluate(() => document.activeElement !== document.body), 'the focus is somewhere').toBe(true);
    expect(hand.count, 'clicks (task 6: at most 2, opening the page included)').toBeLessThanOrEqual(1);
    // The other browser is told by its open page, before it asks for anything.
    await expect(far.getByRole('heading', { name: ended.title.en })).toBeVisible();
    await saysWhy(far, world, 'ended_by_user');
  });

  test(`path 4: end all others, by ${how}`, async ({ page, world, another, watch }) => {
    allowSignedOut(watch);
    const ada = await open(page, world);
    const far = await (await another({ locale: 'de-DE' })).newPage();
    await world.enterAs(far.context(), ada, { name: 'Far' });
    await far.goto(world.portal);
    await ready(far);
    await expect(row(page, 'Far')).toBeVisible();

    const hand = new Hand(page);
    await hand.press(page.getByRole('button', { name: portal.signOutOthers }));
    await expect(page.getByRole('dialog')).toContainText('3 sessions end now. You stay signed in here.');
    await expect(page.getByRole('button', { name: portal.keep }), 'the safe button has the focus first').toBeFocused();
    await hand.press(page.getByRole('dialog').getByRole('button', { name: portal.signOutSome }));
    await expect(page.getByRole('status')).toContainText('3 sessions signed out.');
    expect(hand.count, 'clicks (task 7: at most 3, opening the page included)').toBeLessThanOrEqual(2);
    await expect(page.getByRole('button', { name: portal.signOutOthers })).toHaveCount(0);
    await expect(far.getByRole('heading', { name: ended.title.de })).toBeVisible();
    await saysWhy(far, world, 'ended_by_user');
  });

  test(`path 4: everywhere, by ${how}`, async ({ page, world, another, watch }) => {
    allowSignedOut(watch);
    const ada = await open(page, world);
    const far = await (await another()).newPage();
    await world.enterAs(far.context(), ada);
    await far.goto(world.portal);
    const hand = new Hand(page);
    await hand.press(page.getByRole('button', { name: words(portal.more) }));
    await hand.press(page.getByRole('menuitem', { name: words(portal.everywhere) }));
    await hand.press(page.getByRole('dialog').getByRole('button', { name: words(portal.everywhereAct) }));
    await expect(page.getByRole('heading', { name: ended.title.en })).toBeVisible();
    await saysWhy(far, world, 'ended_by_user');
    await page.goto(world.portal);
    await expect(page).toHaveURL(/sign-in|signed-out/);
  });
}

test('a dialog can be left by Escape, and the focus returns', async ({ page, world }) => {
  await open(page, world);
  await page.getByRole('button', { name: portal.signOutOthers }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page.getByRole('button', { name: portal.signOutOthers })).toBeFocused();
});

test('no two controls of the list have the same name and description', async ({ page, world }) => {
  await open(page, world);
  const named = await page.locator('sojourn-sessions').evaluate((screen) => [...(screen.shadowRoot?.querySelectorAll('.rows button') ?? [])].map((button) => {
    const describedby = button.getAttribute('aria-describedby');
    return `${button.getAttribute('aria-label') ?? button.textContent?.trim()} / ${describedby ? screen.shadowRoot?.getElementById(describedby)?.textContent?.trim() : ''}`;
  }));
  expect(new Set(named).size).toBe(named.length);
});

test('S1 with sessions, details, sign-outs and a dialog, in every theme and width', async ({ page, world }) => {
  test.setTimeout(150_000);
  const ada = await open(page, world);
  await looks(page, 'S1-sessions', 'my-sessions');
  await page.getByRole('button', { name: 'Details of Phone' }).click();
  await page.getByRole('button', { name: portal.recent }).click();
  await looks(page, 'S1-sessions-details');
  await page.getByRole('button', { name: portal.signOutOthers }).click();
  await looks(page, 'S1-sessions-dialog');
  expect(ada.name).toBe('Ada Lovelace');
});

test('S1 with only this session, and one that cannot be loaded, in every theme and width', async ({ page, world, watch }) => {
  test.setTimeout(150_000);
  await world.enterAs(page.context(), await world.person(await world.tenant()));
  await page.goto(world.portal);
  await expect(page.getByText('You are only signed in here.')).toBeVisible();
  await looks(page, 'S1-sessions-empty');
  watch.allow(/\b500\b/);
  await withoutFirst(page, (route) => route.fulfill({ status: 500, contentType: 'application/problem+json', body: '{"status":500,"code":"internal","request_id":"r-1"}' }));
  await page.goto(world.portal);
  await expect(page.getByRole('button', { name: 'Try again' })).toBeVisible();
  await looks(page, 'S1-sessions-error');
});
