// Signing in by the page, as people do.

import type { Page } from '@playwright/test';
import { signIn } from '../words.js';
import { expect } from './test.js';

export async function signInAt(page: Page, address: string, email: string, password: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel(signIn.email).fill(email);
  await page.getByLabel(signIn.password).fill(password);
  await page.getByRole('button', { name: signIn.submit }).click();
}

/** The screen that an element shows, once it shows what it has. */
export const ready = (page: Page, element = 'sojourn-sessions') => expect(page.locator(element)).toHaveAttribute('data-state', 'ready');
