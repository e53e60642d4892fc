// A second browser is really signed out, whatever ends its session, and its next page says why.
// Ends by the user's own hand are in sessions.spec.ts, those by an administrator's hand in users.spec.ts too.

import { writeFileSync, renameSync } from 'node:fs';
import { allowSignedOut, saysWhy } from '../support/ending.js';
import { looks } from '../support/looks.js';
import { ready } from '../support/signin.js';
import { started } from '../support/start.js';
import { expect, test } from '../support/test.js';
import { asOwner } from '../support/walk.js';
import { World } from '../support/world.js';
import { operator } from '../words.js';

test('path 7: by an administrator of the workspace', async ({ page, world, watch }) => {
  allowSignedOut(watch);
  await world.allPages();
  const acme = await world.tenant();
  const ada = await world.person(acme);
  const carla = await world.session(await world.person(acme, 'Carla Jensen', ['admin']));
  await world.enterAs(page.context(), ada);
  await page.goto(world.portal);
  await ready(page);
  await world.api.as(carla.secret).post('/v1/workspace/end-sessions', { users: [ada.id] });
  await saysWhy(page, world, 'ended_by_admin');
});

test('path 7: by the limit', async ({ page, world, watch, another }) => {
  allowSignedOut(watch);
  await world.limits({ max_concurrent_sessions: { on: true, sessions: 1 } });
  const ada = await world.person(await world.tenant());
  await world.enterAs(page.context(), ada, { name: 'First' });
  await page.goto(world.portal);
  await ready(page);
  const newer = await (await another()).newPage();
  await world.enterAs(newer.context(), ada, { name: 'Second' });
  await newer.goto(world.portal);
  await expect(newer.getByText(/^Your oldest session \(.+\) was signed out, because Acme Corp allows 1\.$/)).toBeVisible();
  await saysWhy(page, world, 'concurrency_limit');
});

// One server with one clock: in turn.
test.describe(() => {
  test.describe.configure({ mode: 'default' });
  let ahead = 0;

  /** Lets time pass for the server. */
  function pass(minutes: number): void {
    const { clock } = started('timed');
    ahead += minutes * 60_000 * 1_000_000;
    writeFileSync(`${clock}.new`, `${ahead} ${ahead}`);
    renameSync(`${clock}.new`, clock);
  }

  for (const [name, reason, settings, minutes] of [
    ['no activity', 'idle_timeout', { idle_session_timeout: { on: true, seconds: 60 } }, 1.1],
    ['force re-login', 'forced_relogin', { force_relogin: { on: true, seconds: 300 } }, 5.1],
  ] as const) {
    test(`path 7: by ${name}`, async ({ page, watch }) => {
      allowSignedOut(watch);
      const world = await World.make(started('timed'));
      await world.limits(settings);
      await world.enterAs(page.context(), await world.person(await world.tenant()));
      await page.goto(world.portal);
      await ready(page);
      pass(minutes);
      await saysWhy(page, world, reason);
    });
  }

  test('the details of a session mark what is not as it was at the sign-in', async ({ page, another }) => {
    const world = await World.make(started('timed'));
    const ada = await world.person(await world.tenant());
    const evil = 'Mozilla/5.0 "><img src=//evil.test/latest onerror=alert(1)>';
    const session = await world.session(ada, { name: 'Where from', address: '198.51.100.7' });
    pass(2); // activity is written about once a minute
    const elsewhere = await another({ userAgent: evil });
    await world.enter(elsewhere, session);
    await (await elsewhere.newPage()).goto(world.portal);
    await expect.poll(async () => (await world.api.get<{ latest?: { address: string } }>(`/v1/sessions/${session.id}`)).latest?.address).toBe('127.0.0.1');
    await asOwner(page, world, operator.sessions);
    await page.goto(world.operator.replace('overview', 'sessions'));
    await page.getByRole('button', { name: /^Details of the session of/ }).click();
    const facts = page.getByRole('table').filter({ hasText: 'At sign-in' });
    await expect(facts.getByRole('row', { name: /^IP address/ })).toContainText('198.51.100.7');
    await expect(facts.getByRole('row', { name: /^IP address/ }).locator('mark')).toHaveText('127.0.0.1');
    await expect(facts.getByRole('row', { name: /^Place/ })).toContainText('Berlin, Germany');
    await expect(facts.getByRole('row', { name: /^Browser says/ }).locator('mark')).toHaveText(evil);
    await expect(facts.locator('img')).toHaveCount(0);
    await looks(page, 'O2-where-from');
  });
});
