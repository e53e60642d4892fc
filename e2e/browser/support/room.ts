// Texts that have no room: elements that cut off what is in them.

import type { Page } from '@playwright/test';

/**
 * The elements whose text is cut, or stands out of them, through all shadow roots. Not meant: what is hidden from eyes on
 * purpose, native choices, which show their texts in full when they are opened, what can be scrolled, and the names of the
 * environment and of the reader in the header, which path and menu tell in full.
 */
export const cut = (page: Page): Promise<string[]> => page.evaluate(() => {
  const every = (root: ParentNode): Element[] => [...root.querySelectorAll('*')].flatMap((one) => [one, ...(one.shadowRoot ? every(one.shadowRoot) : [])]);
  const cuts = (how: string): boolean => how === 'hidden' || how === 'clip';
  const unseen = (one: Element): boolean => one.clientWidth <= 1 || one.closest('.hidden, .tag, .account') !== null || (one.closest('thead')?.clientWidth ?? 2) <= 1;
  return every(document).filter((one) => {
    if (!(one instanceof HTMLElement) || one instanceof HTMLSelectElement || !one.textContent?.trim() || unseen(one)) return false;
    const { overflowX, overflowY } = getComputedStyle(one);
    const wider = one.scrollWidth > one.clientWidth + 1;
    const higher = one.scrollHeight > one.clientHeight + 1;
    return wider && (cuts(overflowX) || one.matches('button, a.button, .badge, th, td, label')) || higher && cuts(overflowY);
  }).map((one) => `${one.localName}.${[...one.classList].join('.')} “${one.textContent?.trim().replace(/\s+/g, ' ').slice(0, 60)}” ${one.scrollWidth}×${one.scrollHeight} in ${one.clientWidth}×${one.clientHeight}`);
});
