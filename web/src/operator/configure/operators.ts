// Operators and what they were granted: in the operators' own environment, by owners.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import type { Component } from '../../kit/component.js';
import type { Dialog } from '../../kit/dialog.js';
import { textField } from '../../kit/field.js';
import { Load } from '../../kit/load.js';
import type { Notices } from '../../kit/notices.js';
import { table } from '../../kit/table.js';
import type { Client } from '../../net/client.js';
import type { User } from '../../net/types.js';
import { everywhere, grantChoice, whereOf, type Grant, type Role } from './grants.js';

interface Operator extends User { grants: Grant[] }
interface Wanted { email: string; name: string; password: string; role: Role; environment: string }

const empty: Wanted = { email: '', name: '', password: '', role: 'auditor', environment: everywhere };

export class Operators {
  private readonly operators: Load<Operator[]>;
  private fresh: Wanted | undefined; // somebody new
  private granting: { user: Operator; role: Role; environment: string } | undefined;

  constructor(
    private readonly host: Component & { client: Client }, private readonly client: () => Client, private readonly environments: () => readonly { id: string; name: string }[],
    private readonly dialog: Dialog, private readonly notices: Notices, private readonly attempt: (action: () => Promise<unknown>) => Promise<boolean>,
  ) {
    // Only where it is asked for: elsewhere there is no such address.
    this.operators = new Load(host, async (options) => (await client().get<{ operators: Operator[] }>('/v1/operators', options)).operators, false);
  }

  private redraw(): void { this.host.requestUpdate(); }

  private async focus(selector: string): Promise<void> {
    await this.host.updateComplete;
    this.host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  private where(id: string): string { return whereOf(id, this.environments()); }

  private nameOf(user: User): string { return user.name || user.email || user.id; }

  private async create(event: Event): Promise<void> {
    event.preventDefault();
    const { fresh } = this;
    if (!fresh) return;
    const { email, name, password, role, environment } = fresh;
    const done = await this.attempt(() => this.client().post('/v1/operators', { email, name, password, grant: { role, environment: role === 'owner' ? everywhere : environment } }));
    if (!done) return;
    this.fresh = undefined;
    this.notices.say(t('operators.created', { name: name || email }));
    await this.operators.reload();
    await this.focus('#operator-create');
  }

  private async grant(event: Event): Promise<void> {
    event.preventDefault();
    const { granting } = this;
    if (!granting) return;
    const target = granting.role === 'owner' ? everywhere : granting.environment;
    if (!(await this.attempt(() => this.client().put(`/v1/operators/${granting.user.id}/grants/${encodeURIComponent(target)}`, { role: granting.role })))) return;
    this.notices.say(t('operators.granted', { name: this.nameOf(granting.user), role: t(`operator-role.${granting.role}`), where: this.where(target) }));
    this.granting = undefined;
    await this.operators.reload();
    await this.focus(`#grant-${granting.user.id}`);
  }

  private async revoke(user: Operator, grant: Grant): Promise<void> {
    const name = this.nameOf(user);
    const role = t(`operator-role.${grant.role}`);
    const answer = await this.dialog.ask({ title: t('operators.revoke.ask', { name, role }), text: t('operators.revoke.text', { where: this.where(grant.environment) }), keep: t('operators.revoke.keep'), act: t('operators.revoke.act'), danger: true });
    if (!answer || !(await this.attempt(() => this.client().delete(`/v1/operators/${user.id}/grants/${encodeURIComponent(grant.environment)}`)))) return;
    this.notices.say(t('operators.revoked', { name, role }));
    await this.operators.reload();
    await this.focus(`#grant-${user.id}`);
  }

  render(writable: boolean): TemplateResult {
    if (this.operators.state === 'loading') void this.operators.reload();
    return html`<p class="muted small lead-in">${t('operators.lead')}</p>
      ${writable ? (this.fresh ? this.form(this.fresh) : html`<div class="tools"><button type="button" class="button" id="operator-create" @click=${() => { this.fresh = { ...empty }; this.granting = undefined; this.redraw(); void this.focus('#email'); }}>${t('operators.create')}</button></div>`) : nothing}
      ${this.granting ? this.grantForm(this.granting) : nothing}
      ${this.operators.show((all) => html`<div class="card">${table({
        label: t('env.tab.operators'), rows: all, id: (one) => one.id,
        columns: [
          { key: 'name', head: t('operators.name'), look: 'lead', cell: (one) => html`<b class="wrap"><bdi>${this.nameOf(one)}</bdi></b>${one.name && one.email ? html`<p class="wrap">${one.email}</p>` : nothing}` },
          { key: 'grants', head: t('operators.grants'), cell: (one) => (one.grants.length === 0 ? t('operators.no-grants') : html`<ul class="grants">${one.grants.map((grant) => html`<li>${t('operators.grant', { role: t(`operator-role.${grant.role}`), where: this.where(grant.environment) })}
            ${writable ? html`<button type="button" class="link small" aria-label=${t('operators.revoke.name', { name: this.nameOf(one), role: t(`operator-role.${grant.role}`), where: this.where(grant.environment) })} @click=${() => void this.revoke(one, grant)}>${t('operators.revoke.act')}</button>` : nothing}</li>`)}</ul>`) },
          { key: 'act', head: t('history.actions'), look: 'end', cell: (one) => (writable ? html`<button type="button" class="button" id="grant-${one.id}" aria-label=${t('operators.add.name', { name: this.nameOf(one) })} @click=${() => { this.granting = { user: one, role: 'auditor', environment: everywhere }; this.fresh = undefined; this.redraw(); void this.focus('#grant-role'); }}>${t('operators.add')}</button>` : nothing) },
        ],
      })}</div>`)}`;
  }

  private form(fresh: Wanted): TemplateResult {
    return html`<form class="card pad form once" aria-label=${t('operators.create')} @submit=${(event: Event) => void this.create(event)}><h2>${t('operators.create')}</h2>
      ${textField({ id: 'email', label: t('operators.email'), value: fresh.email, max: 254, type: 'email', onInput: (value) => { fresh.email = value; } })}
      ${textField({ id: 'operator-name', label: t('operators.name'), value: fresh.name, max: 200, onInput: (value) => { fresh.name = value; } })}
      ${textField({ id: 'password', label: t('operators.password'), value: fresh.password, max: 1024, type: 'password', autocomplete: 'new-password', hint: t('operators.password.hint'), onInput: (value) => { fresh.password = value; } })}
      ${grantChoice(fresh, 'new-', this.environments(), () => this.redraw())}
      <div class="row"><button class="button primary">${t('operators.create')}</button><button type="button" class="button" @click=${() => { this.fresh = undefined; this.redraw(); void this.focus('#operator-create'); }}>${t('cancel')}</button></div></form>`;
  }

  private grantForm(of: { user: Operator; role: Role; environment: string }): TemplateResult {
    const name = this.nameOf(of.user);
    return html`<form class="card pad form once" aria-label=${t('operators.add.name', { name })} @submit=${(event: Event) => void this.grant(event)}><h2 class="wrap">${t('operators.add.name', { name })}</h2>
      ${grantChoice(of, 'grant-', this.environments(), () => this.redraw())}<p class="small muted">${t('operators.replaces')}</p>
      <div class="row"><button class="button primary">${t('operators.grant.act')}</button><button type="button" class="button" @click=${() => { this.granting = undefined; this.redraw(); void this.focus(`#grant-${of.user.id}`); }}>${t('cancel')}</button></div></form>`;
  }
}
