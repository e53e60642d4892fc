// The nets that all other tests are spread over catch what they are for.

import { standing } from '../support/focus.js';
import { Keyboard } from '../support/hand.js';
import { axe } from '../support/axe.js';
import { ready } from '../support/signin.js';
import { expect, test } from '../support/test.js';
import { Watch } from '../support/watch.js';

test('errors, refusals, dialogs and requests to elsewhere are seen', async ({ browser, server, world }) => {
  const watch = new Watch([server.url]);
  const context = await browser.newContext();
  await watch.follow(context);
  await world.enterAs(context, await world.person(await world.tenant()));
  const page = await context.newPage();
  await page.goto(world.portal);
  await ready(page);
  expect(watch.seen()).toEqual([]);
  await page.evaluate(async () => {
    console.error('a complaint');
    setTimeout(() => { throw new Error('a failure'); });
    alert('a question');
    try { document.body.innerHTML = '<b>x</b>'; } catch { /* refused */ }
    document.head.append(Object.assign(document.createElement('img'), { src: 'http://evil.test/x.png' }));
    document.body.append(Object.assign(document.createElement('style'), { textContent: 'b { color: red }' }));
    await fetch('/e/nowhere/v1/me').catch(() => {});
  });
  for (const what of [/a complaint/, /a failure/, /dialog: alert a question/, /require-trusted-types-for/, /refused by img-src/, /refused by style-src/, /status 401/]) {
    await expect.poll(() => watch.seen().join('\n'), String(what)).toMatch(what);
  }
  await context.close();
});

test('a covered focus and one without a ring are seen, and so is what the keyboard cannot reach', async ({ page, server }) => {
  await page.goto(`${server.url}/e/production/sign-in`);
  await page.getByLabel('Password').focus();
  expect((await standing(page)).trouble).toBe('');
  await page.evaluate(() => {
    const cover = document.body.appendChild(document.createElement('div'));
    cover.id = 'cover';
    for (const [name, value] of [['position', 'fixed'], ['inset', '0']] as const) cover.style.setProperty(name, value);
  });
  expect((await standing(page)).trouble).toContain('is covered by div');
  await page.evaluate(() => {
    document.getElementById('cover')?.remove();
    document.getElementById('password')?.style.setProperty('outline', 'none');
    document.getElementById('password')?.style.setProperty('box-shadow', 'none');
  });
  expect((await standing(page)).trouble).toContain('does not show that it has the focus');
  await page.evaluate(() => {
    document.getElementById('password')?.removeAttribute('style');
    document.querySelector('button')?.setAttribute('tabindex', '-1');
  });
  await page.getByLabel('E-mail address').evaluate((field) => field.remove());
  await expect(new Keyboard(page).press(page.getByRole('button'))).rejects.toThrow('the keyboard does not reach');
});

test('axe sees what is wrong', async ({ page, server }) => {
  await page.goto(`${server.url}/e/production/sign-in`);
  expect(await axe(page)).toEqual([]);
  await page.evaluate(() => {
    document.querySelector('label')?.remove();
    document.querySelector('h1')?.style.setProperty('color', '#999');
  });
  expect((await axe(page)).join('\n')).toMatch(/violation color-contrast[^]*violation label/);
  expect((await axe(page, true)).join('\n')).toMatch(/color-contrast/);
});
