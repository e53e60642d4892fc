// The operator portal by the words on its screens (paths 1 to 3), and the tasks of operators within their clicks.

import type { Page } from '@playwright/test';
import { Keyboard, Pointer, type Hand } from '../support/hand.js';
import { expect, navigation, needs, test, words } from '../support/test.js';
import { asOwner, entry, follow, publish, reach, toggle, value } from '../support/walk.js';
import { statusOf } from '../support/watch.js';
import type { World } from '../support/world.js';
import { operator, portal, settings } from '../words.js';

const revoke = 'sojourn.sessions.revoke';

/** Two roles that do not hold the permission. */
const twoRoles = (world: World): Promise<void> => world.publish((d) => {
  d.roles.push({ key: 'support', name: 'Support team', permissions: [] }, { key: 'analyst', name: 'Analyst', permissions: [] });
});

const holders = async (world: World): Promise<string[]> => (await world.document()).roles.filter((role) => role.permissions.includes(revoke)).map((role) => role.key).sort();

/** From the portal’s own address to the environment, by the switcher. */
async function choose(hand: Pointer, world: World): Promise<void> {
  hand.count++;
  await hand.page.getByRole('combobox', { name: words(operator.environment) }).selectOption({ label: world.name });
  await expect(hand.page).toHaveURL(new RegExp(world.id));
}

const tick = (page: Page, role: string) => page.getByRole('main').getByRole('checkbox', { name: new RegExp(`^\\s*${role}`, 'i') });

test('path 1: roles are given Revoke User Sessions', async ({ page, world }) => {
  await twoRoles(world);
  await asOwner(page, world, operator.configurations, operator.entitlements, operator.permissions);
  await page.goto(`${world.server.url}/operator/`);
  const hand = new Pointer(page);
  await choose(hand, world);
  await follow(hand, operator.configurations, operator.entitlements, operator.permissions);
  await hand.press(page.getByRole('main').getByRole('link', { name: words(operator.revokePermission) }));
  await hand.press(page.getByRole('tab', { name: words(operator.rolesTab) }));
  await hand.press(tick(page, 'Support team'));
  await hand.press(tick(page, 'Analyst'));
  await hand.press(page.getByRole('button', { name: words(operator.assignRoles) }));
  await hand.press(page.getByRole('main').getByRole('button', { name: operator.save }));
  expect(await holders(world), 'before it is published').toEqual(['admin']);
  await publish(hand);
  expect(await holders(world)).toEqual(['admin', 'analyst', 'support']);
});

test('path 2: sections of the self-service portal are switched on', async ({ page, world, another, watch }) => {
  watch.allow(/\b403\b/);
  await world.publish((d) => { d.pages.personal.privacy_and_security = false; });
  await asOwner(page, world, operator.adminPortal);
  const carla = await world.person(await world.tenant(), 'Carla Jensen', ['admin']);
  const user = await (await another()).newPage();
  await world.enterAs(user.context(), carla);
  await user.goto(world.portal);
  const sections = [[portal.privacy, 'me/sessions'], [portal.users, 'workspace/users'], [portal.security, 'workspace/session-settings']] as const;
  for (const [name, path] of sections) {
    await expect(navigation(user).getByText(words(name))).toHaveCount(0);
    expect(await statusOf(user, `/e/${world.id}/v1/${path}`), path).toBe(403);
  }
  await page.goto(`${world.server.url}/operator/`);
  const hand = new Pointer(page);
  await choose(hand, world);
  await follow(hand, operator.adminPortal);
  for (const title of [portal.personal, portal.workspace]) await expect(page.getByRole('main').getByRole('heading', { name: words(title) }).first()).toBeVisible();
  for (const [name] of sections) await hand.press(toggle(page, name));
  await publish(hand);
  await user.goto(world.portal);
  await needs(user, portal.privacy, portal.users, portal.security);
  for (const [name, path] of sections) {
    await expect(navigation(user).getByText(words(name))).toBeVisible();
    expect(await statusOf(user, `/e/${world.id}/v1/${path}`), path).toBe(200);
  }
});

test('path 3: the three session settings, with + and −, in minutes, hours and days', async ({ page, world }) => {
  await asOwner(page, world, operator.configurations, operator.security, operator.sessionManagement);
  const ada = await world.person(await world.tenant());
  for (let i = 0; i < 4; i++) await world.session(ada, { name: `Device ${i}` });
  await page.goto(`${world.server.url}/operator/`);
  const hand = new Pointer(page);
  await choose(hand, world);
  await follow(hand, operator.configurations, operator.security, operator.sessionManagement);
  const press = (name: string) => hand.press(page.getByRole('button', { name: words(name) }));
  const unit = (setting: string, label: string) => page.getByRole('combobox', { name: words(settings.unit(setting)) }).selectOption({ label });

  await hand.press(toggle(page, settings.idle));
  await value(page, settings.idle).fill('44');
  await value(page, settings.idle).blur();
  await unit(settings.idle, 'minutes');
  await press(settings.increase(settings.idle));
  await expect(value(page, settings.idle)).toHaveAttribute('aria-valuetext', '45 minutes');

  await hand.press(toggle(page, settings.relogin));
  await value(page, settings.relogin).fill('31');
  await value(page, settings.relogin).blur();
  await unit(settings.relogin, 'days');
  await press(settings.decrease(settings.relogin));
  await expect(value(page, settings.relogin)).toHaveAttribute('aria-valuetext', '30 days');
  await unit(settings.relogin, 'hours');
  await expect(value(page, settings.relogin)).toHaveAttribute('aria-valuetext', '30 hours');

  await hand.press(toggle(page, settings.concurrent));
  await value(page, settings.concurrent).fill('3');
  await value(page, settings.concurrent).blur();
  await press(settings.decrease(settings.concurrent));
  await expect(value(page, settings.concurrent)).toHaveValue('2');

  await expect(page.getByText(operator.addsUp).first(), 'the preview').toContainText('2 sessions of 1 user');
  await publish(hand);
  expect((await world.document()).session_settings).toMatchObject({
    idle_session_timeout: { on: true, seconds: 45 * 60 }, force_relogin: { on: true, seconds: 30 * 3600 }, max_concurrent_sessions: { on: true, sessions: 2 },
  });
});

interface Task {
  n: number; name: string; goal: number; needs: readonly string[];
  before?: (world: World) => Promise<unknown>;
  walk: (hand: Hand, world: World) => Promise<void>;
  after: (world: World, page: Page) => Promise<unknown>;
}

async function limit(hand: Hand, setting: string, text: string): Promise<void> {
  await hand.press(toggle(hand.page, setting));
  await hand.type(value(hand.page, setting), text);
}

async function adaWithSessions(world: World): Promise<void> {
  const ada = await world.person(await world.tenant('Birchwood Analytics'));
  await world.session(ada, { name: 'Phone' });
  const { id } = await world.session(ada, { name: 'Old laptop' });
  await world.api.delete(`/v1/sessions/${id}`);
}

/** The field of the search, which Ctrl-K opens from anywhere. */
async function search(hand: Hand, text: string): Promise<void> {
  await hand.page.keyboard.press('ControlOrMeta+K');
  const field = hand.page.getByRole('combobox', { name: operator.search }).or(hand.page.getByRole('searchbox', { name: operator.search })).last();
  await expect(field).toBeFocused();
  hand.count++;
  await hand.page.keyboard.type(text);
  hand.count++;
  await expect(hand.page.getByRole('option', { name: new RegExp(text) }).first()).toBeVisible();
  await hand.page.keyboard.press('ArrowDown');
  await hand.page.keyboard.press('Enter');
}

const tasks: readonly Task[] = [
  {
    n: 1, name: 'give two roles the permission', goal: 6, needs: [operator.permissions], before: twoRoles,
    walk: async (hand) => {
      await follow(hand, operator.permissions);
      const main = hand.page.getByRole('main');
      await hand.press(main.getByRole('link', { name: operator.matrix }).or(main.getByRole('tab', { name: operator.matrix })).first());
      for (const role of ['Support team', 'Analyst']) await hand.press(main.getByRole('checkbox', { name: operator.cell(role, operator.revokePermission) }));
      await publish(hand);
    },
    after: async (world) => expect(await holders(world)).toEqual(['admin', 'analyst', 'support']),
  },
  {
    n: 2, name: 'switch on all three sections', goal: 6, needs: [operator.adminPortal],
    before: (world) => world.publish((d) => { d.pages.personal.privacy_and_security = false; }),
    walk: async (hand) => {
      await follow(hand, operator.adminPortal);
      for (const name of [portal.privacy, portal.users, portal.security]) await hand.press(toggle(hand.page, name));
      await publish(hand);
    },
    after: async (world) => expect((await world.document()).pages).toEqual({ personal: { privacy_and_security: true }, workspace: { users: true, security: true } }),
  },
  {
    n: 3, name: 'idle timeout on, 30 minutes', goal: 5, needs: [operator.sessionManagement],
    walk: async (hand) => {
      await follow(hand, operator.sessionManagement);
      await limit(hand, settings.idle, '30m');
      await publish(hand);
    },
    after: async (world) => expect((await world.document()).session_settings.idle_session_timeout).toEqual({ on: true, seconds: 1800 }),
  },
  {
    n: 4, name: 'all three limits', goal: 9, needs: [operator.sessionManagement],
    walk: async (hand) => {
      await follow(hand, operator.sessionManagement);
      await limit(hand, settings.idle, '30m');
      await limit(hand, settings.relogin, '7 days');
      await limit(hand, settings.concurrent, '5');
      await publish(hand);
    },
    after: async (world) => expect((await world.document()).session_settings).toMatchObject({
      idle_session_timeout: { on: true, seconds: 1800 }, force_relogin: { on: true, seconds: 7 * 86400 }, max_concurrent_sessions: { on: true, sessions: 5 },
    }),
  },
  {
    n: 5, name: 'tasks 1, 2 and 4 with what is recommended', goal: 3, needs: [operator.overview, operator.sessionManagement],
    walk: async (hand) => {
      const main = hand.page.getByRole('main');
      await hand.press(main.getByRole('link', { name: /^Set up\b/i }).or(main.getByRole('button', { name: /^Set up\b/i })).first());
      await publish(hand);
    },
    after: async (world) => {
      const { pages, session_settings: held } = await world.document();
      expect(pages.workspace).toEqual({ users: true, security: true });
      expect([held.idle_session_timeout.on, held.force_relogin.on, held.max_concurrent_sessions.on]).toEqual([true, true, true]);
    },
  },
  {
    n: 10, name: 'end all sessions of one workspace', goal: 5, needs: [operator.workspaces], before: adaWithSessions,
    walk: async (hand) => {
      await search(hand, 'Birchwood Analytics');
      const main = hand.page.getByRole('main');
      await hand.press(main.getByRole('button', { name: words(operator.endAllOfWorkspace) }));
      const dialog = hand.page.getByRole('dialog').filter({ has: hand.page.getByRole('button', { name: operator.endSome }) });
      await expect(dialog, 'how many it ends').toContainText(/\b1 session\b/);
      const field = dialog.getByRole('textbox', { name: /type/i });
      if (await field.isVisible()) await hand.type(field, 'Birchwood Analytics');
      await hand.press(dialog.getByRole('button', { name: operator.endSome }));
      await expect(dialog).toHaveCount(0);
    },
    // The dialog is gone before the answer is here.
    after: (world) => expect.poll(async () => (await world.api.get<{ sessions: unknown[] }>('/v1/sessions?state=active')).sessions).toEqual([]),
  },
  {
    n: 11, name: 'undo the last change of settings', goal: 4, needs: [operator.environmentSettings],
    before: async (world) => {
      await world.limits({ idle_session_timeout: { on: true, seconds: 3600 } });
      await world.limits({ idle_session_timeout: { on: true, seconds: 60 } });
    },
    walk: async (hand) => {
      await reach(hand, operator.environmentSettings, operator.publishHistory);
      const main = hand.page.getByRole('main');
      await hand.press(main.getByRole('link', { name: 'Restore version 1' }).or(main.getByRole('button', { name: 'Restore version 1' })).first());
      await publish(hand);
    },
    after: async (world) => expect((await world.document()).session_settings.idle_session_timeout.seconds).toBe(3600),
  },
  {
    n: 12, name: 'why was this user signed out?', goal: 3, needs: [operator.users], before: adaWithSessions,
    walk: async (hand) => {
      await search(hand, 'Ada Lovelace');
      await hand.press(hand.page.getByRole('tab', { name: operator.ended }));
    },
    after: (_, page) => expect(page.getByText(/application/i).first()).toBeVisible(),
  },
];

for (const task of tasks) {
  for (const [how, Use] of [['pointer', Pointer], ['keyboard', Keyboard]] as const) {
    test(`task ${task.n}: ${task.name}, by ${how}`, async ({ page, world }) => {
      await task.before?.(world);
      await asOwner(page, world, ...task.needs);
      const hand = new Use(page);
      await task.walk(hand, world);
      await task.after(world, page);
      expect(hand.count, 'clicks').toBeLessThanOrEqual(task.goal);
    });
  }
}

test('operators see only environments that they have a role in', async ({ page, server, world }) => {
  const answer = await fetch(`${server.url}/e/operators/v1/sign-in`, {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ email: 'samir.haddad@example.com', password: server.password, delivery: 'secret' }),
  });
  const { session_secret: secret } = (await answer.json()) as { session_secret: string };
  await world.enter(page.context(), { id: '', secret }, 'operators');
  await page.goto(`${server.url}/operator/`);
  await needs(page, operator.overview);
  await expect(page.getByRole('combobox', { name: words(operator.environment) }).getByRole('option')).toHaveText(['Production']);
  await expect(entry(page, operator.overview)).toBeVisible();
});
