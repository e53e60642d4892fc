// A menu of actions: a button that opens a popover, in which the arrows move.

import { html, nothing, type TemplateResult } from 'lit';
import { icon } from './icons.js';

export interface MenuItem {
  text: string;
  onSelect?: () => void;
  href?: string; // in place of onSelect
  danger?: boolean;
  disabled?: string; // why it cannot be chosen; the item stays, and explains itself
  checked?: boolean; // of a choice among several
  above?: boolean; // a line above it
}

const itemsOf = (menu: HTMLElement): HTMLElement[] => [...menu.querySelectorAll<HTMLElement>('[role^="menuitem"]')];

/**
 * A menu. label says what the actions are about ("Actions for Ada Lovelace"). It is the name of the button, which shows
 * three dots; with content, whose text is the name then, the button shows that.
 */
export const menu = (of: { id: string; label: string; items: readonly MenuItem[]; content?: TemplateResult; look?: string }): TemplateResult => html`
  <button type="button" class=${of.look ?? 'button quiet icon-only'} id=${of.id} aria-label=${of.content ? nothing : of.label} title=${of.content ? nothing : of.label}
    aria-haspopup="menu" popovertarget="${of.id}-menu" @keydown=${onButtonKey}>${of.content ?? icon('more')}</button>
  <div class="menu" popover id="${of.id}-menu" role="menu" aria-label=${of.label} @toggle=${onToggle} @keydown=${onMenuKey} @click=${onMenuClick}>
    ${of.items.map((item) => html`${item.above ? html`<hr role="separator">` : nothing}${entry(item)}`)}
  </div>`;

const entry = (item: MenuItem): TemplateResult => {
  const role = item.checked === undefined ? 'menuitem' : 'menuitemradio';
  const name = `${item.danger ? 'danger' : ''}`;
  const inside = html`<span class="row spread wide"><span>${item.text}</span>${item.checked ? icon('check') : nothing}</span>
    ${item.disabled ? html`<span class="small">${item.disabled}</span>` : nothing}`;
  return item.href && !item.disabled
    ? html`<a role=${role} class=${name} tabindex="-1" href=${item.href}>${inside}</a>`
    : html`<button type="button" role=${role} class=${name} tabindex="-1" aria-checked=${item.checked ?? nothing} aria-disabled=${item.disabled ? 'true' : nothing}
        @click=${(event: Event) => (item.disabled ? event.stopPropagation() : item.onSelect?.())}>${inside}</button>`;
};

function buttonOf(menu: HTMLElement): HTMLElement | null {
  return (menu.getRootNode() as ShadowRoot | Document).getElementById(menu.id.replace(/-menu$/, ''));
}

/** Puts an opened menu below its button, or above where there is no room, and focuses the first item. */
function onToggle(event: Event): void {
  const menu = event.currentTarget as HTMLElement;
  const button = buttonOf(menu);
  const open = (event as ToggleEvent).newState === 'open';
  button?.setAttribute('aria-expanded', String(open));
  if (!button) return;
  if (!open) {
    // Nobody has moved the focus on: it goes back to where it came from.
    const active = (menu.getRootNode() as ShadowRoot).activeElement;
    if (!active || menu.contains(active)) button.focus();
    return;
  }
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const rtl = getComputedStyle(menu).direction === 'rtl';
  const left = rtl ? at.left : at.right - width;
  const top = at.bottom + 4 + height > innerHeight && at.top - 4 - height > 0 ? at.top - 4 - height : at.bottom + 4;
  menu.style.setProperty('left', `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`);
  menu.style.setProperty('top', `${Math.max(8, Math.min(top, innerHeight - height - 8))}px`);
  itemsOf(menu)[0]?.focus();
}

function onButtonKey(event: KeyboardEvent): void {
  if (event.key !== 'ArrowDown') return;
  event.preventDefault();
  (event.currentTarget as HTMLButtonElement).click();
}

function onMenuKey(event: KeyboardEvent): void {
  const menu = event.currentTarget as HTMLElement;
  const items = itemsOf(menu);
  const at = items.indexOf((menu.getRootNode() as ShadowRoot).activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1 + items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to % items.length]?.focus();
  } else if (event.key === 'Tab') {
    menu.hidePopover();
  } else if (event.key.length === 1 && /\S/.test(event.key)) {
    const begins = (item: HTMLElement): boolean => item.textContent?.trim().toLowerCase().startsWith(event.key.toLowerCase()) ?? false;
    [...items.slice(at + 1), ...items.slice(0, at + 1)].find(begins)?.focus();
  }
}

/** Whatever was chosen, the menu closes; the focus goes back to its button unless the choice moves it on. */
function onMenuClick(event: Event): void {
  const menu = event.currentTarget as HTMLElement;
  menu.hidePopover();
  buttonOf(menu)?.focus();
}
