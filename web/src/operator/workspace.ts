// O4, one workspace: what holds in it, its users and sessions, and the way to end all of them.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import controls from '../kit/controls.css';
import { textField } from '../kit/field.js';
import { liveSwitch } from '../kit/live.js';
import { Load } from '../kit/load.js';
import { menu, type MenuItem } from '../kit/menu.js';
import tableStyles from '../kit/table.css';
import tabStyles from '../kit/tabs.css';
import { table } from '../kit/table.js';
import { moment } from '../kit/moment.js';
import { ago } from '../kit/time.js';
import type { Tenant } from '../net/types.js';
import type { Settings } from '../settings/model.js';
import { policyTable } from './policytable.js';
import { OperatorScreen } from './screen.js';
import { SessionTabs } from './sessiontabs.js';
import type { ManagedSession, Member, Spread, TenantSettings } from './types.js';
import { nameOf, noted, tokensNote } from './words.js';
import styles from './workspace.css';

export class WorkspacePage extends OperatorScreen {
  static override styles = [OperatorScreen.styles, controls, tableStyles, tabStyles, styles];
  static override properties = [...OperatorScreen.properties, 'workspace', 'go'];

  workspace = '';
  go: (path: string) => void = () => {};
  private newName: string | undefined; // while it is being renamed
  private readonly tenant = new Load(this, async (options) => {
    const one = await this.client.get<Tenant>(`/v1/tenants/${this.workspace}`, options);
    this.entitle(one.name);
    return one;
  }, false);
  private readonly policy = new Load(this, async (options) => {
    const [held, environment] = await Promise.all([
      this.client.get<TenantSettings>(`/v1/tenants/${this.workspace}/session-settings`, options), this.client.get<Settings>('/v1/session-settings', options),
    ]);
    return { held, environment };
  }, false);
  private readonly members = new Load(this, (options) => this.client.get<{ users: Member[]; next?: string }>(`/v1/tenants/${this.workspace}/users?limit=20`, options), false);
  private readonly sessions = new SessionTabs(this, () => this.client);

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('workspace') && !changed.has('client')) return;
    this.tenant.value = this.policy.value = this.members.value = undefined;
    this.newName = undefined;
    this.entitle('');
    void this.tenant.reload();
    if (this.can('settings:read')) void this.policy.reload();
    if (this.can('users:read')) void this.members.reload();
    if (this.can('sessions:read')) this.sessions.show(`tenant=${this.workspace}`);
  }

  private refresh(): void {
    this.sessions.reload();
    if (this.can('users:read')) void this.members.reload(true);
  }

  private details(session: ManagedSession): void {
    this.drawer.open(session, this.can('sessions:write') ? () => void this.endOne(session).then((done) => {
      if (!done) return;
      this.drawer.close();
      this.refresh();
    }) : undefined);
  }

  private async endAll(tenant: Tenant): Promise<void> {
    let now: Spread = { sessions: 0, users: 0 };
    if (!(await this.attempt(async () => { now = await this.client.get<Spread>(`/v1/statistics/spread?tenant=${tenant.id}`); }))) return;
    if (now.sessions === 0) return this.notices.say(t('workspaces.end.none'));
    const answer = await this.dialog.ask({
      title: t('workspaces.end.ask', { workspace: tenant.name }), danger: true, keep: t('session.keep.n'), act: t('workspaces.end.act'),
      text: html`<p>${t('session.end.n.text', { n: now.sessions, users: t('session.users', { n: now.users }) })}</p><p class="muted small">${tokensNote()}</p>`,
      type: { label: t('workspaces.end.type', { workspace: tenant.name.trim() }), text: tenant.name.trim() }, reason: { label: t('session.end.reason') },
    });
    if (!answer || !(await this.attempt(() => this.client.post(`/v1/tenants/${tenant.id}/sessions/end`, noted(answer))))) return;
    this.notices.say(t('workspaces.end.done', { workspace: tenant.name }));
    this.refresh();
    await this.focusOn('h1');
  }

  private async rename(tenant: Tenant): Promise<void> {
    const name = this.newName?.trim() ?? '';
    if (name && name !== tenant.name) {
      if (!(await this.attempt(async () => this.tenant.set(await this.client.patch<Tenant>(`/v1/tenants/${tenant.id}`, { name }))))) return;
      this.entitle(name);
      this.notices.say(t('workspaces.rename.done'));
    }
    this.newName = undefined;
    await this.focusOn('#more', 'h1');
    this.requestUpdate();
  }

  private async erase(tenant: Tenant): Promise<void> {
    const answer = await this.dialog.ask({
      title: t('workspaces.delete.ask', { workspace: tenant.name }), danger: true, keep: t('workspaces.delete.keep'), act: t('workspaces.delete.act'),
      text: t('workspaces.delete.text'), type: { label: t('workspaces.end.type', { workspace: tenant.name.trim() }), text: tenant.name.trim() },
    });
    if (answer && (await this.attempt(() => this.client.delete(`/v1/tenants/${tenant.id}`)))) this.go(`${this.base.replace(/^\/operator\//, '')}/workspaces`);
  }

  protected view(): TemplateResult {
    this.dataset['state'] = this.tenant.state;
    return html`${this.staleness(this.tenant)}${this.tenant.show((tenant) => this.page(tenant))}${this.drawer.render()}`;
  }

  private actions(tenant: Tenant): MenuItem[] {
    return this.can('tenants:write') ? [
      { text: t('workspaces.rename'), onSelect: () => { this.newName = tenant.name; void this.focusOn('#name'); this.requestUpdate(); } },
      { text: t('workspaces.delete'), danger: true, above: true, onSelect: () => void this.erase(tenant) },
    ] : [];
  }

  private page(tenant: Tenant): TemplateResult {
    const actions = this.actions(tenant);
    return html`
      <div class="head">
        <h1 tabindex="-1" class="wrap"><bdi>${tenant.name}</bdi></h1>
        <div class="row">${this.can('sessions:write') ? html`<button type="button" class="button danger" @click=${() => void this.endAll(tenant)}>${t('workspaces.end')}</button>` : nothing}
          ${actions.length > 0 ? menu({ id: 'more', label: t('workspaces.menu', { workspace: tenant.name }), items: actions }) : nothing}</div>
        <p class="lead facts wrap">${tenant.external_id ? html`<span><span class="mono">${tenant.external_id}</span></span>` : nothing}<span>${t('workspaces.since')} ${moment(tenant.created_at)}</span></p>
      </div>
      ${this.newName === undefined ? nothing : html`<form class="card pad rename" @submit=${(event: Event) => { event.preventDefault(); void this.rename(tenant); }}>
        ${textField({ id: 'name', label: t('workspaces.rename.label'), value: this.newName, max: 200, onInput: (value) => { this.newName = value; } })}
        <div class="row"><button type="button" class="button" @click=${() => { this.newName = undefined; this.requestUpdate(); void this.focusOn('#more'); }}>${t('cancel')}</button><button class="button primary">${t('workspaces.rename.save')}</button></div></form>`}
      ${this.can('settings:read') ? html`<section class="section first"><h2>${t('workspaces.policy')}</h2>${this.policy.show(({ held, environment }) => policyTable(held, environment), 2)}</section>` : nothing}
      ${this.can('users:read') && this.can('sessions:read') ? html`<section class="section"><div class="row spread"><h2>${t('people.title')}</h2><a class="small" href="${this.base}/users?workspace=${tenant.id}">${t('workspaces.users.all')}</a></div>
        ${this.members.show(({ users }) => this.users(users), 2)}</section>` : nothing}
      ${this.can('sessions:read') ? html`<section class="section"><div class="row spread nowrap"><h2>${t('session.title')}</h2>${liveSwitch(this.sessions.live)}</div>
        ${this.sessions.render({ of: `tenant=${tenant.id}`, base: this.base, hide: ['workspace'], onDetails: (session) => this.details(session),
          ...(this.can('sessions:write') ? { end: (session: ManagedSession, describedby: string) => this.endButton(session, describedby, () => { this.refresh(); void this.focusOn('#sessions-active', 'h1'); }) } : {}) })}</section>` : nothing}`;
  }

  private users(users: readonly Member[]): TemplateResult {
    if (users.length === 0) return html`<p class="card pad muted">${t('workspaces.users.none')}</p>`;
    return html`<div class="card">${table<Member>({ label: t('people.title'), rows: users, id: (user) => user.id, columns: [
      { key: 'user', head: t('people.c.user'), look: 'lead', cell: (user) => html`<a class="strong wrap" href="${this.base}/users/${user.id}"><bdi>${nameOf(user)}</bdi></a>${user.name && user.email ? html`<span class="below wrap"><bdi>${user.email}</bdi></span>` : nothing}` },
      { key: 'roles', head: t('people.c.roles'), cell: (user) => html`<span class="row">${user.role_names.map((role) => badge(role))}</span>` },
      { key: 'sessions', head: t('people.c.sessions'), cell: (user) => html`${user.active_sessions}` },
      { key: 'active', head: t('people.c.active'), cell: (user) => (user.last_active_at ? ago(user.last_active_at) : html`<span class="muted">${t('people.never')}</span>`) },
    ] })}</div>`;
  }
}

customElements.define('sojourn-workspace', WorkspacePage);
