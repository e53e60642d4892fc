// The filters of the operators’ list of sessions: each shows what it says, and what matches ends by one request.

import { expect, test } from '../support/test.js';
import { asOwner } from '../support/walk.js';
import { agents } from '../support/world.js';
import { operator } from '../words.js';

test('a country, a network, a kind of device and activity are filters, and what matches ends', async ({ page, world }) => {
  const ada = await world.person(await world.tenant());
  const berlin = await world.session(ada, { name: 'In Berlin', address: '198.51.100.7' });
  const second = await world.session(ada, { name: 'In Berlin too', address: '198.51.100.200', agent: agents.iphone });
  const bergen = await world.session(ada, { name: 'In Bergen', address: '203.0.113.9', agent: agents.iphone });
  await asOwner(page, world, operator.sessions);
  await page.goto(world.operator.replace('overview', 'sessions'));
  const main = page.getByRole('main');
  const rows = main.locator('tbody tr');
  await expect(rows).toHaveCount(3);
  await page.getByRole('button', { name: 'Filter', exact: true }).click();
  await page.getByRole('textbox', { name: 'Country' }).fill('no');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('In Bergen');
  await page.getByRole('button', { name: 'Remove filter: Country Norway' }).click();
  await page.getByRole('textbox', { name: 'Country' }).fill('');
  await page.getByRole('textbox', { name: 'IP address or network' }).fill('198.51.100.0/24');
  await page.keyboard.press('Enter');
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/address=198\.51\.100\.0%2F24$/);
  await page.getByRole('combobox', { name: 'Device' }).selectOption('Phone');
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText('In Berlin too');
  await page.getByRole('button', { name: 'Remove filter: Device Phone' }).click();
  await page.getByRole('combobox', { name: 'Active within' }).selectOption('1 hour');
  await expect(page.getByRole('button', { name: 'Remove filter: Active within 1 hour' })).toBeVisible();
  await expect(rows).toHaveCount(2);

  const asks: string[] = [];
  page.on('request', (request) => { if (request.method() === 'POST') asks.push(new URL(request.url()).pathname); });
  await page.getByRole('button', { name: 'More about these sessions' }).click();
  await page.getByRole('menuitem', { name: 'End all sessions matching' }).click();
  const dialog = page.getByRole('dialog', { name: 'End 2 sessions?' });
  await expect(dialog).toContainText('In Berlin too');
  await dialog.getByRole('button', { name: 'End 2 sessions' }).click();
  await expect(page.getByText('2 sessions ended.').first()).toBeVisible();
  expect(asks).toEqual([`/e/${world.id}/v1/sessions/end-matching`]);
  const state = async (id: string) => (await world.api.get<{ state: string }>(`/v1/sessions/${id}`)).state;
  expect(await Promise.all([berlin.id, second.id, bergen.id].map(state))).toEqual(['ended', 'ended', 'active']);
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await page.getByRole('button', { name: 'More about these sessions' }).click();
  await page.getByRole('menuitem', { name: 'End all active sessions' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'End 1 session' }).click();
  await expect(page.getByText('1 session ended.').first()).toBeVisible();
  expect(asks[1]).toBe(`/e/${world.id}/v1/sessions/end-all`);
  expect(await state(bergen.id)).toBe('ended');
});

test('what only ended sessions have matches no active one, and ends none', async ({ page, world }) => {
  const session = await world.session(await world.person(await world.tenant()));
  await asOwner(page, world, operator.sessions);
  await page.goto(`${world.operator.replace('overview', 'sessions')}?state=any&reason=idle_timeout`);
  await page.getByRole('button', { name: 'More about these sessions' }).click();
  await page.getByRole('menuitem', { name: 'End all sessions matching' }).click();
  await expect(page.locator('.notice').getByText('No sessions match')).toBeVisible();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  expect((await world.api.get<{ state: string }>(`/v1/sessions/${session.id}`)).state).toBe('active');
});

test('a filter that is wrong, or markup, is shown as it is and says what is wrong', async ({ page, world, watch }) => {
  watch.allow(/400/);
  await asOwner(page, world, operator.sessions);
  for (const [query, says] of [['address=<img src=//evil.test/x>/8', 'A network is an address'], ['country=<>', 'A country is two letters']] as const) {
    await page.goto(`${world.operator.replace('overview', 'sessions')}?${query}`);
    await expect(page.getByRole('main').getByRole('alert')).toContainText(says);
  }
  await page.goto(`${world.operator.replace('overview', 'sessions')}?address=<img src=//evil.test/x>/8`);
  await expect(page.getByRole('list', { name: 'Filters' }).getByText('<img src=//evil.test/x>/8')).toBeVisible();
});
