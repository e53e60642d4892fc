// Walking through a portal by the words of its navigation.

import type { Locator, Page } from '@playwright/test';
import { operator, portal } from '../words.js';
import type { Hand } from './hand.js';
import { expect, navigation, needs, words } from './test.js';

/** An entry of the navigation that can be followed. */
export const entry = (page: Page, name: string): Locator => {
  const inside = navigation(page);
  return inside.getByRole('link', { name: words(name) }).or(inside.getByRole('button', { name: words(name) })).first();
};

/** Follows entries of the navigation, one after the other. What is only a title must be there, and is passed by. */
export async function follow(hand: Hand, ...names: string[]): Promise<void> {
  for (const name of names) {
    await expect(navigation(hand.page).getByText(words(name)).first(), `“${name}” in the navigation`).toBeVisible();
    if (await entry(hand.page, name).isVisible()) await hand.press(entry(hand.page, name));
  }
  await built(hand.page);
}

/** Goes to what is in the navigation, or else on the screen above it. */
export async function reach(hand: Hand, above: string, name: string): Promise<void> {
  if (await entry(hand.page, name).isVisible()) return follow(hand, name);
  await follow(hand, above);
  const main = hand.page.getByRole('main');
  await hand.press(main.getByRole('link', { name: words(name) }).or(main.getByRole('tab', { name: words(name) })).first());
}

/** Waits for a screen. */
export async function built(page: Page): Promise<void> {
  await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
}

/** Opens the operator portal as the owner, where the environment of the test is chosen. */
export async function asOwner(page: Page, world: { enterAsOwner(context: ReturnType<Page['context']>): Promise<void>; operator: string }, ...names: string[]): Promise<void> {
  await world.enterAsOwner(page.context());
  await page.goto(world.operator);
  await needs(page, ...names);
}

/** From a change that is kept or to be kept: to the review if it is not that yet, and into force. */
export async function publish(hand: Hand): Promise<void> {
  const main = hand.page.getByRole('main');
  const last = main.getByRole('button', { name: operator.publish });
  const review = main.getByRole('button', { name: operator.review }).or(main.getByRole('link', { name: operator.review }));
  await expect(last.or(review).first(), '“Publish”, or “Review and publish”').toBeVisible();
  if (!(await last.isVisible())) {
    await hand.press(review.first());
    await built(hand.page);
  }
  await hand.press(last);
  await expect(main.getByText(operator.published).first()).toBeVisible();
}

/** A switch by its title. Where titles are the same in two groups, the group is part of it. */
export const toggle = (page: Page, name: string): Locator =>
  page.getByRole('main').getByRole('switch', { name: new RegExp(`^\\s*((${portal.personal}|${portal.workspace})\\W+)?${name.replace(/[&]/g, '\\&')}\\s*$`, 'i') });

/** The number of a setting. */
export const value = (page: Page, setting: string): Locator => page.getByRole('spinbutton', { name: words(setting) });
