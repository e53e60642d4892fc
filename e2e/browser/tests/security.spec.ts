// What other sites, and whoever comes after, may not do (ASVS 5: 3.2, 3.4, 3.5, 3.7; WSTG SESS-05, CLNT-09).

import { chromium as playwright, type Page } from '@playwright/test';
import { chromium } from '../support/chromium.js';
import { Elsewhere } from '../support/elsewhere.js';
import { ready, signInAt } from '../support/signin.js';
import { expect, test, words } from '../support/test.js';
import { statusOf } from '../support/watch.js';
import { password, type Person, type World } from '../support/world.js';

async function adaIn(world: World, page: Page): Promise<Person> {
  const ada = await world.withPassword(await world.person(await world.tenant()));
  await world.enterAs(page.context(), ada);
  await page.goto(world.portal);
  await ready(page);
  return ada;
}

const alive = async (page: Page, world: World): Promise<void> => {
  await page.goto(world.portal);
  await expect(page.getByRole('heading', { name: 'Active sessions' })).toBeVisible();
};

test('forms of other sites change nothing', async ({ page, world, watch }) => {
  watch.allow(/403/, /evil\.test/);
  const ada = await adaIn(world, page);
  const evil = await Elsewhere.open();
  for (const [path, fields] of [
    ['sign-out', {}], ['sign-in', { email: ada.email, password }], ['password', { current_password: password, new_password: 'a wholly new pass phrase of mine' }],
  ] as const) {
    evil.body = `<form method="post" action="${world.portal}${path}">${Object.entries(fields).map(([name, value]) => `<input name="${name}" value="${value}">`).join('')}<button>Win</button></form>`;
    await page.goto(evil.url);
    await page.getByRole('button', { name: 'Win' }).click();
    await expect(page.getByRole('heading', { name: 'This form came from elsewhere' })).toBeVisible();
    await alive(page, world);
  }
  await evil.close();
});

test('scripts of other sites change nothing and read nothing', async ({ page, world, watch }) => {
  watch.allow(/evil\.test|CORS|ERR_FAILED|net::ERR|40[013]|415/);
  await adaIn(world, page);
  const other = await world.session(await world.person(await world.tenant('Other')));
  const evil = await Elsewhere.open();
  evil.body = '<p>here</p>';
  await page.goto(evil.url);
  const tried = await page.evaluate(async ([portal, id]) => {
    const read: string[] = [];
    for (const [method, path, type] of [
      ['POST', 'v1/me/sessions/end-all', 'text/plain'], ['POST', 'v1/sign-out', 'text/plain'], ['POST', 'v1/me/sessions/end-others', 'application/x-www-form-urlencoded'],
      ['DELETE', `v1/me/sessions/${id}`, 'application/json'], ['GET', 'v1/me', ''], ['GET', 'v1/me/sessions', ''],
    ] as const) {
      for (const mode of ['cors', 'no-cors'] as const) {
        try {
          const answer = await fetch(portal + path, { method, mode, credentials: 'include', ...(type ? { headers: { 'Content-Type': type } } : {}), ...(method === 'POST' ? { body: '{}' } : {}) });
          const text = await answer.text();
          if (text) read.push(`${mode} ${method} ${path}: ${text}`);
        } catch { /* that is right */ }
      }
    }
    return read;
  }, [world.portal, other.id] as const);
  expect(tried, 'what another site could read').toEqual([]);
  await alive(page, world);
  await evil.close();
});

test('a page of ours without its token changes nothing', async ({ page, world, watch }) => {
  watch.allow(/status 40\d|status of 40\d|status 415|status of 415/);
  await adaIn(world, page);
  const form = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'csrf_token=wrong' };
  expect(await statusOf(page, `/e/${world.id}/sign-out`, form)).toBe(403);
  expect(await statusOf(page, `/e/${world.id}/password`, form)).toBe(403);
  for (const path of ['sign-out', 'me/sessions/end-others', 'me/sessions/end-all']) {
    expect(await statusOf(page, `/e/${world.id}/v1/${path}`, { method: 'POST' }), path).toBe(403);
    expect(await statusOf(page, `/e/${world.id}/v1/${path}`, { method: 'POST', headers: { 'X-CSRF-Token': 'wrong' } }), path).toBe(403);
    expect(await statusOf(page, `/e/${world.id}/v1/${path}`), `GET ${path}`).toBeGreaterThanOrEqual(404);
  }
  await alive(page, world);
});

test('no page can be framed', async ({ page, world, watch }) => {
  watch.allow(/frame-ancestors|ERR_BLOCKED_BY_(RESPONSE|CSP)|evil\.test|Refused to (display|frame)|Framing/i);
  await adaIn(world, page);
  const evil = await Elsewhere.open();
  for (const path of ['', 'sign-in', 'signed-out', 'password', 'personal/privacy-and-security']) {
    evil.body = `<iframe src="${world.portal}${path}" width="600" height="400"></iframe>`;
    await page.goto(evil.url);
    const frame = page.frames().find((one) => one !== page.mainFrame());
    await expect.poll(() => frame?.url(), path).toBe('chrome-error://chromewebdata/');
    expect(await page.frameLocator('iframe').getByRole('heading').count(), path).toBe(0);
  }
  await evil.close();
});

/** What a browser could take for an address elsewhere, or for a script. */
const elsewhere = ['//evil.test', '/\\evil.test', '\\\\evil.test', 'https:evil.test', 'https://evil.test/', 'http://evil.test/e/production/', 'javascript:alert(1)',
  'data:text/html,<script>alert(1)</script>', '/%09/evil.test', '/\t/evil.test', '/e/ENV//evil.test', '/e/ENV/../../evil', '/e/ENV/%2e%2e/%2e%2e/evil', '/e/ENV/\r\nSet-Cookie: a=b',
  '//evil.test/%2f..', '/operator/', '/e/production/', ' /e/ENV/', '///evil.test', '/e/ENV@evil.test', 'http://127.0.0.1@evil.test/'];

test('nothing leads from the sign-in to elsewhere', async ({ page, world }) => {
  const ada = await world.withPassword(await world.person(await world.tenant()));
  const all = elsewhere.map((one) => one.replace('ENV', world.id));
  for (const bad of all) {
    await page.goto(`${world.portal}sign-in?return_to=${encodeURIComponent(bad)}`);
    await expect(page.locator('input[name=return_to]'), bad).toHaveValue('');
  }
  // The field is the reader's to fill, too.
  await page.locator('input[name=return_to]').evaluate((field: HTMLInputElement) => { field.value = '//evil.test/'; });
  await signInAt(page, page.url(), ada.email, password);
  await ready(page);
  for (const bad of all) {
    for (const name of ['sign-in', 'signed-out']) {
      await page.goto(`${world.portal}${name}?return_to=${encodeURIComponent(bad)}`, { waitUntil: 'commit' });
      expect(page.url(), `${name} with ${bad}`).toMatch(new RegExp(`^${world.portal}(personal/|$)`));
    }
  }
});

test('after signing out, Back shows nothing of before', async ({ world, watch }) => {
  // A browser of its own: those of the other tests are told not to keep pages for going back.
  const browser = await playwright.launch({ executablePath: chromium(), args: ['--no-sandbox', '--disable-gpu'], ignoreDefaultArgs: ['--disable-back-forward-cache'] });
  const context = await browser.newContext();
  await watch.follow(context);
  const page = await context.newPage();
  await adaIn(world, page);
  await page.goto(`${world.portal}password`);
  await page.goto(world.portal);
  await ready(page);
  await page.getByRole('button', { name: /^Account\b/ }).click();
  await page.getByRole('menuitem', { name: words('Sign out') }).click();
  await expect(page).toHaveURL(/signed-out/);
  for (let step = 0; step < 3; step++) {
    await page.goBack({ waitUntil: 'load' }).catch(() => null);
    await expect(page.getByRole('heading', { name: /^(Sign in|You are signed out)$/ })).toBeVisible();
    await expect(page.getByText('Ada Lovelace')).toHaveCount(0);
    await expect(page.locator('input[name=csrf_token]')).toHaveCount(0);
  }
  await browser.close();
});

test('nothing of a page may be kept', async ({ page, world }) => {
  await adaIn(world, page);
  for (const path of ['', 'password', 'v1/me', 'v1/me/sessions']) {
    const answer = await page.request.get(world.portal + path);
    expect(answer.headers()['cache-control'], path).toContain('no-store');
  }
});
