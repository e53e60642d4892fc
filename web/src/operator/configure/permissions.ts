// O6, Configurations → Entitlements → Permissions: built-in ones and the application's own, and which roles hold them.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { searchField, textField } from '../../kit/field.js';
import { emptyPanel } from '../../kit/panels.js';
import { table } from '../../kit/table.js';
import { holds, type Document, type Permission } from '../document.js';
import { DraftScreen, go } from './screen.js';

export const permissionKey = /^[a-z][a-z0-9_-]*(\.[a-z0-9_-]+)+$/;

/** What is wrong with a new permission; empty when it can be added. */
export function wrongWith(one: Permission, known: readonly Permission[]): { field: 'key' | 'name'; text: string } | undefined {
  if (!one.name.trim()) return { field: 'name', text: t('permission.name.missing') };
  if (!permissionKey.test(one.key) || one.key.length > 120) return { field: 'key', text: t('permission.key.form') };
  if (one.key.startsWith('sojourn.')) return { field: 'key', text: t('permission.key.reserved') };
  return known.some((other) => other.key === one.key) ? { field: 'key', text: t('key.taken') } : undefined;
}

const words = (one: Permission): string => `${one.name} ${one.key} ${one.category ?? ''} ${one.description ?? ''}`.toLowerCase();

export class Permissions extends DraftScreen {
  private find = '';
  private fresh: Permission | undefined; // that is being made
  private wrong: ReturnType<typeof wrongWith>;

  protected top(): TemplateResult {
    return this.head({
      title: t('permissions.title'), lead: t('permissions.lead'),
      tools: this.writable && !this.fresh ? html`<button type="button" class="button" id="create" @click=${() => void this.begin()}>${t('permissions.create')}</button>` : html``,
    });
  }

  private async begin(): Promise<void> {
    this.fresh = { key: '', name: '', category: '', description: '' };
    this.requestUpdate();
    await this.focusOn('#new-name');
  }

  private async end(): Promise<void> {
    this.fresh = this.wrong = undefined;
    this.requestUpdate();
    await this.focusOn('#create');
  }

  private async add(event: Event): Promise<void> {
    event.preventDefault();
    if (!this.fresh) return;
    this.wrong = wrongWith(this.fresh, this.known);
    this.requestUpdate();
    if (this.wrong) return this.focusOn(`#new-${this.wrong.field}`);
    const made = Object.fromEntries(Object.entries(this.fresh).map(([k, v]) => [k, v.trim()]).filter(([, v]) => v)) as unknown as Permission;
    this.draft.edit((document) => { document.permissions.push(made); });
    this.fresh = undefined;
    go(this.at(`configurations/entitlements/permissions/${made.key}`));
  }

  protected body(document: Document): TemplateResult {
    const find = this.find.trim().toLowerCase();
    const rows = this.known.filter((one) => !find || words(one).includes(find));
    return html`${this.fresh ? this.form(this.fresh) : nothing}
      <div class="tools">${searchField({ id: 'find', label: t('permissions.find'), value: this.find, onInput: (value) => { this.find = value; this.requestUpdate(); } })}
        <a class="button" href=${this.at('configurations/entitlements/matrix')}>${t('matrix.open')}</a></div>
      ${rows.length === 0 ? emptyPanel({ icon: 'search', title: t('permissions.none'), action: html`<button type="button" class="button" @click=${() => { this.find = ''; void this.focusOn('#find'); this.requestUpdate(); }}>${t('filter.clear')}</button>` })
        : html`<div class="card">${table({
          label: t('permissions.title'), rows, id: (one) => one.key,
          columns: [
            { key: 'name', head: t('permission.name'), look: 'lead', cell: (one) => html`<a href=${this.at(`configurations/entitlements/permissions/${one.key}`)}>${one.name}</a>${one.description ? html`<p>${one.description}</p>` : nothing}` },
            { key: 'category', head: t('permission.category'), cell: (one) => html`${one.category ?? ''} ${this.draft.builtIn.includes(one) ? badge(t('permission.built-in')) : nothing}` },
            { key: 'roles', head: t('permission.roles'), cell: (one) => this.roles(document, one) },
          ],
        })}</div>`}`;
  }

  private roles(document: Document, one: Permission): TemplateResult {
    const names = document.roles.filter((role) => holds(role, one.key)).map((role) => role.name);
    return names.length > 0 ? html`<span class="badges">${names.map((name) => badge(name))}</span>` : html`<span class="muted">${t('permission.roles.none')}</span>`;
  }

  private form(fresh: Permission): TemplateResult {
    const field = (name: 'name' | 'key' | 'category' | 'description', max: number): TemplateResult => textField({
      id: `new-${name}`, label: t(`permission.${name}`), value: fresh[name] ?? '', max, onInput: (value) => { fresh[name] = value; },
      ...(name === 'key' ? { hint: t('permission.key.hint') } : {}), ...(this.wrong?.field === name ? { error: this.wrong.text } : {}),
    });
    return html`<form class="card pad form" aria-label=${t('permissions.create')} @submit=${(event: Event) => void this.add(event)}>
      <h2>${t('permissions.create')}</h2>${field('name', 200)}${field('key', 120)}${field('category', 200)}${field('description', 1000)}
      <div class="row"><button class="button primary">${t('permissions.add')}</button><button type="button" class="button" @click=${() => void this.end()}>${t('cancel')}</button></div></form>`;
  }
}

customElements.define('sojourn-permissions', Permissions);
