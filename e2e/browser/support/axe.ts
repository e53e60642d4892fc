// axe-core in a page: what it finds wrong, and what it cannot decide and nobody has explained.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from '@playwright/test';
import type { AxeResults, NodeResult } from 'axe-core';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe asks a person to look at, by rule, and why it is right as it is. */
const explained: Record<string, string> = {
  'color-contrast': 'texts over gradients or partly covered by popovers; the tokens are checked where axe can see both colours',
  'th-has-data-cells': 'cells of the matrix hold a check box with a name of its own, and no text',
  'aria-hidden-focus': 'what lies under an open dialog cannot have the focus',
};

/**
 * Shows each part of the page once. Rows of a long list that were never seen have no size of their own (content-visibility),
 * and to axe, which asks for their places nevertheless, they lie over each other.
 */
async function unroll(): Promise<void> {
  const painted = (): Promise<unknown> => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  const at = scrollY;
  for (let y = innerHeight; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
    scrollTo(0, y);
    await painted();
  }
  scrollTo(0, at);
  await painted();
}

/** Looks at everything, or only at what colours decide. What is in a frame is a page of its own. */
export async function axe(page: Page | Frame, colours = false): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(source);
  await page.evaluate(unroll);
  const found = await page.evaluate(async (only) => {
    const { axe } = window as unknown as { axe: { run(context: Document, options: object): Promise<AxeResults> } };
    return axe.run(document, {
      runOnly: only ? { type: 'rule', values: ['color-contrast', 'link-in-text-block'] } : ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations', 'incomplete'], iframes: false, rules: { 'frame-tested': { enabled: false } },
    });
  }, colours);
  const tell = (kind: string, rule: { id: string; nodes: NodeResult[] }): string =>
    `${kind} ${rule.id}: ${rule.nodes.slice(0, 3).map((node) => `${node.target.flat().join(' ')} (${node.any[0]?.message ?? node.all[0]?.message ?? node.none[0]?.message ?? ''})`).join('; ')}`;
  return [
    ...found.violations.map((rule) => tell('violation', rule)),
    ...found.incomplete.filter((rule) => !(rule.id in explained)).map((rule) => tell('to be looked at', rule)),
  ];
}
