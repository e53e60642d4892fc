// Two ways to use a screen, which count alike: each activation of a link, button, switch, menu item or option is 1, and
// typing a value is 1. So one description of a task is done by pointer and by keyboard alone.

import { expect, type Locator, type Page } from '@playwright/test';
import { standing } from './focus.js';

export abstract class Hand {
  count = 0;
  constructor(readonly page: Page) {}

  /** Activates a link, button, switch, checkbox, tab or menu item. */
  async press(target: Locator): Promise<void> {
    this.count++;
    await this.activate(target);
  }

  /** Types a value in place of the one that is there, and leaves the field. */
  async type(target: Locator, text: string): Promise<void> {
    this.count++;
    await this.write(target, text);
  }

  protected abstract activate(target: Locator): Promise<void>;
  protected abstract write(target: Locator, text: string): Promise<void>;
}

export class Pointer extends Hand {
  protected activate(target: Locator): Promise<void> { return target.click(); }

  protected async write(target: Locator, text: string): Promise<void> {
    await target.fill(text);
    await target.dispatchEvent('change'); // as when the field is left
  }
}

/** Presses keys and nothing else. Wherever the focus stops on the way, it must be seen and not be covered. */
export class Keyboard extends Hand {
  protected async activate(target: Locator): Promise<void> {
    await this.reach(target);
    const ticked = await target.evaluate((element) => element instanceof HTMLInputElement && /^(checkbox|radio)$/.test(element.type));
    await this.page.keyboard.press(ticked ? 'Space' : 'Enter');
  }

  protected async write(target: Locator, text: string): Promise<void> {
    await this.reach(target);
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.type(text);
    await this.page.keyboard.press('Tab');
  }

  /** Moves the focus to the target: by Tab, and by arrows among menu items and tabs. */
  private async reach(target: Locator): Promise<void> {
    await expect(target).toBeVisible();
    const role = await target.evaluate((element) => element.getAttribute('role') ?? '');
    let rounds = 0; // through the whole page
    for (let presses = 0; presses < 250 && rounds < 3; presses++) {
      if (await target.evaluate((element) => (element.getRootNode() as Document | ShadowRoot).activeElement === element)) return;
      const focus = await standing(this.page);
      const alike = role !== '' && focus.role.replace(/radio$/, '') === role.replace(/radio$/, '');
      await this.page.keyboard.press(!alike ? 'Tab' : role === 'tab' ? 'ArrowRight' : /^(menuitem|option)/.test(role) ? 'ArrowDown' : 'Tab');
      const next = await standing(this.page);
      if (next.body) rounds++;
      expect(next.trouble, `the focus after ${presses + 1} keys on the way to ${target.toString()}`).toBe('');
    }
    throw new Error(`the keyboard does not reach ${target.toString()}`);
  }
}
