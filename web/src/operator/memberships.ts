// The workspaces of a user, with the roles there, which can be changed in place.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import type { Component } from '../kit/component.js';
import { checkbox } from '../kit/field.js';
import { Load } from '../kit/load.js';
import type { Client } from '../net/client.js';
import type { Role, Version } from './document.js';
import type { ManagedTenant, Membership } from './types.js';

interface Loaded { memberships: (Membership & { name: string })[]; roles: readonly Role[] }

export class Memberships {
  private user = '';
  private withRoles = false;
  private edited = ''; // the workspace whose roles are being changed
  private chosen = new Set<string>();
  private readonly load: Load<Loaded>;

  constructor(
    private readonly host: Component, private readonly client: () => Client,
    private readonly attempt: (action: () => Promise<unknown>) => Promise<boolean>, private readonly say: (text: string) => void,
  ) { this.load = new Load(host, (options) => this.fetch(options), false); }

  private async fetch(options: { background?: boolean; signal?: AbortSignal }): Promise<Loaded> {
    const client = this.client();
    const [{ memberships }, version] = await Promise.all([
      client.get<{ memberships: Membership[] }>(`/v1/users/${this.user}/memberships`, options),
      this.withRoles ? client.get<Version>('/v1/settings', options) : undefined,
    ]);
    const names = await Promise.all(memberships.map((one) => client.get<ManagedTenant>(`/v1/tenants/${one.tenant_id}`, options).then((found) => found.name, () => one.tenant_id)));
    return { memberships: memberships.map((one, i) => ({ ...one, name: names[i] ?? '' })), roles: version?.document?.roles ?? [] };
  }

  show(user: string, withRoles: boolean): void {
    Object.assign(this, { user, withRoles, edited: '' });
    this.load.value = undefined;
    void this.load.reload();
  }

  private edit(one: Membership | undefined): void {
    const before = this.edited;
    this.edited = one?.tenant_id ?? '';
    this.chosen = new Set(one?.roles);
    this.host.requestUpdate();
    void this.host.updateComplete.then(() => this.host.renderRoot.querySelector<HTMLElement>(one ? '.roles input' : `#roles-${before}`)?.focus());
  }

  private async save(one: Membership & { name: string }): Promise<void> {
    const done = await this.attempt(() => this.client().put(`/v1/users/${this.user}/memberships/${one.tenant_id}`, { roles: [...this.chosen] }));
    if (!done) return;
    this.edit(undefined);
    this.say(t('people.roles.saved', { workspace: one.name }));
    void this.load.reload(true);
  }

  render(base: string, mayEdit: boolean): TemplateResult {
    return this.load.show(({ memberships, roles }) => (memberships.length === 0 ? html`<p class="card pad muted">${t('people.memberships.none')}</p>`
      : html`<ul class="card members">${memberships.map((one) => this.membership(one, roles, base, mayEdit && roles.length > 0))}</ul>`), 1);
  }

  private membership(one: Membership & { name: string }, roles: readonly Role[], base: string, mayEdit: boolean): TemplateResult {
    const named = (key: string): string => roles.find((role) => role.key === key)?.name ?? key;
    const editing = this.edited === one.tenant_id;
    return html`<li>
      <a class="strong wrap" id="in-${one.tenant_id}" href="${base}/workspaces/${one.tenant_id}"><bdi>${one.name}</bdi></a>
      <span class="row">${one.roles.length > 0 ? one.roles.map((role) => badge(named(role))) : html`<span class="muted">${t('people.roles.none')}</span>`}</span>
      ${mayEdit ? html`<button type="button" class="button small" id="roles-${one.tenant_id}" aria-expanded=${editing} aria-describedby="in-${one.tenant_id}" @click=${() => this.edit(editing ? undefined : one)}>${t('people.roles.change')}</button>` : html`<span></span>`}
      ${editing ? html`<div class="roles" role="group" aria-label=${t('people.roles.in', { workspace: one.name })}>
        ${roles.map((role) => checkbox({ id: `role-${role.key}`, label: role.name, checked: this.chosen.has(role.key), onChange: (on) => { this.chosen[on ? 'add' : 'delete'](role.key); this.host.requestUpdate(); } }))}
        <span class="row"><button type="button" class="button small" @click=${() => this.edit(undefined)}>${t('cancel')}</button>
          <button type="button" class="button primary small" @click=${() => void this.save(one)}>${t('people.roles.save')}</button></span></div>` : ''}
    </li>`;
  }
}
