// The pages that need no script.

import { looks } from '../support/looks.js';
import { ready, signInAt } from '../support/signin.js';
import { expect, test, words } from '../support/test.js';
import { password } from '../support/world.js';
import { ended, portal, signIn } from '../words.js';

test('whoever signs in comes to where they wanted to go', async ({ page, world }) => {
  const ada = await world.withPassword(await world.person(await world.tenant()));
  await page.goto(`${world.portal}personal/privacy-and-security?x=1`);
  await expect(page).toHaveURL(/\/sign-in\?return_to=/);
  await signInAt(page, page.url(), ada.email, password);
  await expect(page).toHaveURL(/privacy-and-security\?x=1$/);
  await ready(page);
});

test('a wrong password is told, and the address stays', async ({ page, world, watch }) => {
  watch.allow(/403/);
  await signInAt(page, `${world.portal}sign-in`, 'nobody@example.com', 'wrong');
  await expect(page.getByRole('alert')).toHaveText('The e-mail address or the password is wrong.');
  await expect(page.getByLabel(signIn.email)).toHaveValue('nobody@example.com');
  await expect(page.getByLabel(signIn.password)).toHaveValue('');
  await expect(page.getByLabel(signIn.password)).toBeFocused();
});

test('members of several workspaces choose one', async ({ page, world }) => {
  const first = await world.tenant('Acme Corp');
  const ada = await world.withPassword(await world.person(first));
  const second = await world.tenant('Birchwood Analytics');
  await world.api.put(`/v1/users/${ada.id}/memberships/${second.id}`, {});
  await signInAt(page, `${world.portal}sign-in`, ada.email, password);
  await expect(page.getByRole('heading', { name: 'Choose a workspace' })).toBeVisible();
  await page.getByRole('button', { name: 'Birchwood Analytics' }).click();
  await expect(page.getByRole('banner')).toContainText('Birchwood Analytics');
});

test('signing in and out needs no JavaScript', async ({ another, world, watch }) => {
  watch.allow(/request failed: GET .*\.js csp$/); // without scripts, none is loaded
  const ada = await world.withPassword(await world.person(await world.tenant()));
  const page = await (await another({ javaScriptEnabled: false })).newPage();
  await signInAt(page, `${world.portal}sign-in`, ada.email, password);
  await expect(page.getByRole('heading', { name: 'These screens need JavaScript' })).toBeVisible();
  await page.getByRole('button', { name: words(portal.signOut) }).click();
  await expect(page.getByText(ended.signed_out.en)).toBeVisible();
  await page.goto(world.portal);
  await expect(page).toHaveURL(/\/sign-in/);
});

test('a password is changed, and other devices are signed out', async ({ page, world }) => {
  const ada = await world.withPassword(await world.person(await world.tenant()));
  await world.session(ada);
  await world.enterAs(page.context(), ada);
  await page.goto(world.portal);
  await page.getByRole('link', { name: 'change your password' }).click();
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill('a wholly new pass phrase of mine');
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByRole('status')).toHaveText('Your password was changed. 1 other session was signed out.');
  await page.getByRole('link', { name: 'Back' }).click();
  await ready(page);
});

for (const [name, path, heading] of [
  ['sign-in', 'sign-in', 'Sign in'], ['signed-out', 'signed-out', ended.title.en], ['not-found', 'personal', 'There is nothing here'],
] as const) {
  test(`the page ${name} in every theme and width`, async ({ page, server, watch }) => {
    watch.allow(/404/);
    await page.goto(`${server.url}/e/${name === 'not-found' ? 'nowhere' : 'production'}/${path}`);
    await expect(page.getByRole('heading', { name: heading })).toBeVisible();
    await looks(page, name);
  });
}

test('the operators’ sign-in and the page to change a password in every theme and width', async ({ page, world }) => {
  await page.goto(`${world.server.url}/operator/`);
  await expect(page.getByText('Operator portal')).toBeVisible();
  await looks(page, 'sign-in-operator');
  const ada = await world.person(await world.tenant());
  await world.enterAs(page.context(), ada);
  await page.goto(`${world.portal}password`);
  await looks(page, 'password');
});
