// Search from anywhere: users, workspaces, screens. Ctrl-K opens it, ⌘-K on a Mac.

import { html, type ReactiveController, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import { icon } from '../kit/icons.js';
import { Picker, type Choice } from '../kit/picker.js';
import type { Client } from '../net/client.js';
import type { ManagedTenant, ManagedUser } from './types.js';

export interface Screen { href: string; text: string }
export interface Around { client: Client; base: string; screens: readonly Screen[]; users: boolean; workspaces: boolean }

/** Whether a word of the text begins with what was typed: those come first. */
const begins = (text: string | undefined, typed: string): number => Number(text?.toLowerCase().split(/\s+/).some((word) => word.startsWith(typed)) ?? false);

const mac = /Mac|iPhone|iPad/.test(navigator.platform);

export class Palette implements ReactiveController {
  private readonly picker: Picker;

  /** around says where the reader is, go takes them to an address below the base. */
  constructor(private readonly host: Component, private readonly around: () => Around | undefined, private readonly go: (path: string) => void) {
    this.picker = new Picker(host, 'palette', (text, signal) => this.search(text, signal), (choice) => this.follow(choice), true);
    host.addController(this);
  }

  hostConnected(): void { addEventListener('keydown', this.onKey); }
  hostDisconnected(): void { removeEventListener('keydown', this.onKey); }

  private readonly onKey = (event: KeyboardEvent): void => {
    if (event.key.toLowerCase() !== 'k' || event.altKey || event.shiftKey || event.ctrlKey === mac || event.metaKey !== mac) return;
    event.preventDefault();
    this.open();
  };

  private get dialog(): HTMLDialogElement | null { return this.host.renderRoot.querySelector('dialog.palette'); }

  open(): void {
    if (!this.around() || this.dialog?.open) return;
    this.picker.clear();
    this.dialog?.showModal();
    this.dialog?.querySelector('input')?.focus();
  }

  private follow(choice: Choice): void {
    this.dialog?.close();
    this.go(choice.id);
  }

  private async search(text: string, signal: AbortSignal): Promise<Choice[]> {
    const around = this.around();
    if (!around) return [];
    const words = text.toLowerCase();
    const screens = around.screens.filter((one) => one.text.toLowerCase().includes(words))
      .map((one): Choice => ({ id: one.href, text: one.text, icon: 'right', group: t('palette.screens') }));
    if (words.length < 2) return screens;
    const query = `search=${encodeURIComponent(text)}&limit=8`;
    const [users, workspaces] = await Promise.all([
      around.users ? around.client.get<{ users: ManagedUser[] }>(`/v1/users?${query}`, { signal }) : { users: [] },
      around.workspaces ? around.client.get<{ tenants: ManagedTenant[] }>(`/v1/tenants?${query}`, { signal }) : { tenants: [] },
    ]);
    return [
      ...[...users.users].sort((a, b) => begins(b.name, words) - begins(a.name, words)).map((user): Choice => ({
        id: `${around.base}/users/${user.id}`, text: user.name || user.email || user.external_id || '', icon: 'person', group: t('palette.users'),
        ...(user.name && user.email ? { note: user.email } : {}),
      })),
      ...workspaces.tenants.map((one): Choice => ({ id: `${around.base}/workspaces/${one.id}`, text: one.name, icon: 'building', group: t('palette.workspaces') })),
      ...screens,
    ];
  }

  button(): TemplateResult {
    return html`<button type="button" class="button find" aria-keyshortcuts=${mac ? 'Meta+K' : 'Control+K'} @click=${() => this.open()}>${icon('search')}<span class="text">${t('palette.open')}</span>
      <kbd aria-hidden="true">${mac ? '⌘ K' : t('palette.keys')}</kbd></button>`;
  }

  render(): TemplateResult {
    return html`<dialog class="palette" aria-label=${t('palette.label')} @click=${(event: Event) => { if (event.target === this.dialog) this.dialog?.close(); }}>
      <div class="inside">${this.picker.render({ label: t('palette.label'), hideLabel: true })}</div></dialog>`;
  }
}
