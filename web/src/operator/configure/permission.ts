// O6, one permission: what exactly it allows, and which roles hold it (tab Roles, choose roles, Assign roles, Save, Publish).

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from '../../kit/repeat.js';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { textField } from '../../kit/field.js';
import { Load } from '../../kit/load.js';
import { emptyPanel } from '../../kit/panels.js';
import { tabs } from '../../kit/tabs.js';
import { covers, holds, type Document, type Permission as Of, type Role } from '../document.js';
import { DraftScreen, go, setQuery } from './screen.js';

type Tab = 'details' | 'roles';

export class Permission extends DraftScreen {
  static override properties = [...DraftScreen.properties, 'permission'];

  permission = '';
  private tab: Tab = new URLSearchParams(location.search).get('tab') === 'roles' ? 'roles' : 'details';
  private chosen: Map<string, boolean> = new Map(); // ticks that differ from the draft, by role
  private readonly users = new Load(this, async (options) =>
    new Map((await this.client.get<{ roles: (Role & { users: number })[] }>('/v1/roles', options)).roles.map((one) => [one.key, one.users])));

  private get one(): Of | undefined { return this.known.find((one) => one.key === this.permission); }
  private get builtIn(): boolean { return this.draft.builtIn.some((one) => one.key === this.permission); }

  protected override taken(): void { this.chosen.clear(); }

  /** What is ticked and not assigned yet goes with the rest. */
  protected override commit(): boolean {
    this.assign();
    return true;
  }

  protected top(): TemplateResult {
    const { one } = this;
    this.called(one?.name ?? '');
    return this.head({
      title: html`${one?.name ?? this.permission} ${this.draft.document && this.builtIn ? badge(t('permission.built-in')) : nothing}`, lead: one?.description ?? '',
    });
  }

  protected body(document: Document): TemplateResult {
    const { one } = this;
    if (!one) return emptyPanel({ icon: 'search', title: t('missing.title'), text: t('permission.gone'), action: html`<a class="button" href=${this.at('configurations/entitlements/permissions')}>${t('permissions.title')}</a>` });
    return tabs({
      id: 'tab', label: one.name, selected: this.tab, tabs: [['details', t('permission.details')], ['roles', t('permission.roles')]] as const,
      onSelect: (tab) => {
        this.tab = tab;
        setQuery(new URLSearchParams(tab === 'roles' ? { tab } : {}));
        this.requestUpdate();
      },
      panel: this.tab === 'details' ? this.details(one) : this.roles(document, one),
    });
  }

  // ---- details ----

  private details(one: Of): TemplateResult {
    if (this.builtIn || !this.writable) {
      return html`<dl class="card pad facts-list">
        <div><dt>${t('permission.key')}</dt><dd class="mono">${one.key}</dd></div><div><dt>${t('permission.category')}</dt><dd>${one.category || '–'}</dd></div>
        <div><dt>${t('permission.allows')}</dt><dd>${one.description || '–'}</dd></div></dl>
        ${this.builtIn ? html`<p class="small muted part">${t('permission.built-in.text')}</p>` : nothing}`;
    }
    const field = (name: 'name' | 'category' | 'description', max: number): TemplateResult => textField({
      id: name, label: t(`permission.${name}`), value: one[name] ?? '', max, ...(name === 'name' && !one.name.trim() ? { error: t('permission.name.missing') } : {}),
      onInput: (value) => this.draft.edit((document) => {
        const at = document.permissions.find((other) => other.key === one.key);
        if (at) at[name] = value;
      }),
    });
    return html`<div class="card pad form">${field('name', 200)}<div><span class="small muted">${t('permission.key')}</span><p class="mono">${one.key}</p></div>${field('category', 200)}${field('description', 1000)}
      <div><button type="button" class="button danger" @click=${() => this.takeAway(one)}>${t('permission.remove')}</button></div></div>`;
  }

  /** Only in the draft, so it is not asked: the review tells who loses it. */
  private takeAway(one: Of): void {
    this.draft.edit((document) => {
      document.permissions = document.permissions.filter((other) => other.key !== one.key);
      for (const role of document.roles) role.permissions = role.permissions.filter((held) => held !== one.key);
    });
    go(this.at('configurations/entitlements/permissions'));
  }

  // ---- roles ----

  /** The pattern by which a role holds it anyway. */
  private through(role: Role): string | undefined { return role.permissions.find((held) => held !== this.permission && covers(held, this.permission)); }

  private ticked(role: Role): boolean { return this.chosen.get(role.key) ?? holds(role, this.permission); }

  private tick(role: Role, on: boolean): void {
    if (on === holds(role, this.permission)) this.chosen.delete(role.key);
    else this.chosen.set(role.key, on);
    this.requestUpdate();
  }

  private assign(): void {
    if (this.chosen.size === 0) return;
    const { permission, chosen } = this;
    const n = chosen.size;
    this.chosen = new Map();
    this.draft.edit((document) => {
      for (const role of document.roles) {
        const on = chosen.get(role.key);
        if (on === undefined) continue;
        role.permissions = on ? [...role.permissions, permission] : role.permissions.filter((held) => held !== permission);
      }
    });
    this.notices.announce(t('permission.assigned', { n }));
  }

  private roles(document: Document, one: Of): TemplateResult {
    const published = new Set(this.draft.published?.roles.filter((role) => holds(role, one.key)).map((role) => role.key));
    return html`<p class="muted small lead-in" id="choose">${t('permission.roles.lead', { permission: one.name })}</p>
      <div class="card"><ul class="choices" aria-labelledby="choose">${repeat(document.roles, (role) => role.key, (role) => this.choice(role, published))}</ul>
      ${this.writable ? html`<div class="after"><button type="button" class="button ${this.chosen.size > 0 ? 'primary' : ''}" aria-disabled=${this.chosen.size > 0 ? nothing : 'true'} @click=${() => this.assign()}>${t('permission.assign')}</button>
        <span class="small muted">${this.chosen.size > 0 ? t('permission.chosen', { n: this.chosen.size }) : t('permission.assign.text')}</span></div>` : nothing}</div>`;
  }

  private choice(role: Role, published: ReadonlySet<string>): TemplateResult {
    const through = this.through(role);
    const users = this.users.value?.get(role.key);
    const now = holds(role, this.permission);
    return html`<li><label for="role-${role.key}"><input class="check" type="checkbox" id="role-${role.key}" .checked=${this.ticked(role)} ?disabled=${through !== undefined || !this.writable}
        aria-describedby="about-${role.key}" @change=${(event: Event) => this.tick(role, (event.target as HTMLInputElement).checked)}>
      <span class="what"><b>${role.name}</b></span></label>
      <span class="what-more small muted" id="about-${role.key}">${through ? t('permission.through', { pattern: through }) : now !== published.has(role.key) ? badge(t(now ? 'permission.in-draft' : 'permission.out-draft'), 'accent') : nothing}
      ${users === undefined ? nothing : html`<span class="count">${t('users', { n: users })}</span>`}</span></li>`;
  }
}

customElements.define('sojourn-permission', Permission);
