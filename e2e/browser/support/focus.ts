// Where the focus is, and whether a reader can see that.

import type { Frame, Page } from '@playwright/test';

export interface Focus { role: string; name: string; trouble: string; body: boolean }

/** The focused element, through frames and shadow roots; trouble says what is wrong with it, and is empty when nothing is. */
export async function standing(page: Page): Promise<Focus> {
  for (const frame of page.mainFrame().childFrames()) {
    const within = await frame.frameElement().then((element) => element.evaluate((one) => (one.getRootNode() as Document | ShadowRoot).activeElement === one));
    if (within) return { ...await standingIn(frame), body: false };
  }
  return standingIn(page.mainFrame());
}

const standingIn = (frame: Frame): Promise<Focus> => frame.evaluate(() => {
  let focused = document.activeElement;
  while (focused?.shadowRoot?.activeElement) focused = focused.shadowRoot.activeElement;
  if (!(focused instanceof HTMLElement) || focused === document.body) return { role: '', name: 'the page', trouble: '', body: true };
  const role = focused.getAttribute('role') ?? '';
  const name = `${focused.localName}${focused.id ? `#${focused.id}` : ''} “${(focused.getAttribute('aria-label') ?? focused.textContent ?? '').trim().slice(0, 40)}”`;
  const box = [...focused.getClientRects()].find((one) => one.width > 0 && one.height > 0);
  if (!box) return { role, name, trouble: `${name} has no size`, body: false };
  const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
  const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
  if (box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth) return { role, name, trouble: `${name} is out of sight`, body: false };
  let top = document.elementFromPoint(x, y);
  while (top?.shadowRoot) {
    const deeper: Element | null = top.shadowRoot.elementFromPoint(x, y);
    if (!deeper || deeper === top) break;
    top = deeper;
  }
  let inside = false;
  for (let node: Node | null = top; node && !inside; node = node.parentNode ?? (node as ShadowRoot).host ?? null) inside = node === focused;
  if (!inside) return { role, name, trouble: `${name} is covered by ${top?.localName ?? 'nothing'}.${top?.className ?? ''}`, body: false };
  const look = getComputedStyle(focused);
  const ring = (look.outlineStyle !== 'none' && parseFloat(look.outlineWidth) >= 2) || look.boxShadow !== 'none';
  // What scripts focus to say where the reader is, a heading or the main part, may go without.
  return { role, name, trouble: ring || focused.tabIndex < 0 && !role ? '' : `${name} does not show that it has the focus`, body: false };
});
