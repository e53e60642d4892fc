// API keys of an environment: made (and shown once), looked at, revoked.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import type { Component } from '../../kit/component.js';
import type { Dialog } from '../../kit/dialog.js';
import { textField } from '../../kit/field.js';
import { Load } from '../../kit/load.js';
import type { Notices } from '../../kit/notices.js';
import { emptyPanel } from '../../kit/panels.js';
import { table } from '../../kit/table.js';
import { ago } from '../../kit/time.js';
import type { Client } from '../../net/client.js';
import { grantList, sent, whereOf, type Grant, type Places } from './grants.js';

interface Key { id: string; name: string; scopes?: string[]; grants?: Grant[]; created_at: string; last_used_at?: string; revoked_at?: string }

const scopes = ['sessions:check', 'sessions:read', 'sessions:write', 'users:read', 'users:write', 'tenants:read', 'tenants:write', 'settings:read', 'settings:write', 'audit:read'] as const;

export class Keys {
  private readonly keys: Load<Key[]>;
  private creating = false;
  private name = '';
  private chosen = new Set<string>(['sessions:check']);
  private grants: Grant[] = [{ role: 'auditor', environment: '*' }]; // of a key of the operators
  private wrong: { field: 'name' | 'scopes'; text: string } | undefined;
  private made: { name: string; key: string } | undefined;
  private copied = false;

  constructor(
    private readonly host: Component & { client: Client }, private readonly client: () => Client, private readonly environments: () => Places,
    private readonly ofOperators: () => boolean, private readonly dialog: Dialog,
    private readonly notices: Notices, private readonly attempt: (action: () => Promise<unknown>) => Promise<boolean>,
  ) { this.keys = new Load(host, async (options) => (await client().get<{ keys: Key[] }>('/v1/api-keys', options)).keys); }

  private redraw(): void { this.host.requestUpdate(); }

  private async focus(selector: string): Promise<void> {
    await this.host.updateComplete;
    this.host.renderRoot.querySelector<HTMLElement>(selector)?.focus();
  }

  private open(on: boolean): void {
    this.creating = on;
    this.wrong = undefined;
    if (on) this.made = undefined;
    this.redraw();
    void this.focus(on ? '#key-name' : '#key-create');
  }

  private async create(event: Event): Promise<void> {
    event.preventDefault();
    const name = this.name.trim();
    this.wrong = !name ? { field: 'name', text: t('keys.name.missing') } : !this.ofOperators() && this.chosen.size === 0 ? { field: 'scopes', text: t('keys.scopes.missing') } : undefined;
    this.redraw();
    if (this.wrong) return this.focus(this.wrong.field === 'name' ? '#key-name' : '#scope-0');
    const done = await this.attempt(async () => {
      const [path, rights] = this.ofOperators() ? ['/v1/operator-keys', { grants: sent(this.grants) }] : ['/v1/api-keys', { scopes: [...this.chosen] }];
      const { key } = await this.client().post<{ key: string }>(path as string, { name, ...(rights as object) });
      this.made = { name, key };
    });
    if (!done) return;
    this.creating = this.copied = false;
    this.name = '';
    this.chosen = new Set(['sessions:check']);
    this.grants = [{ role: 'auditor', environment: '*' }];
    await this.keys.reload();
    await this.focus('#made');
  }

  private async copy(text: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(text);
      this.copied = true;
      this.notices.announce(t('copied'));
    } catch {
      // Browsers may refuse: then it is selected, to be copied by hand.
      const field = this.host.renderRoot.querySelector<HTMLInputElement>('#made-key');
      field?.focus();
      field?.select();
    }
    this.redraw();
  }

  private async revoke(key: Key): Promise<void> {
    const answer = await this.dialog.ask({ title: t('keys.revoke.ask', { name: key.name }), text: t('keys.revoke.text'), keep: t('keys.revoke.keep'), act: t('keys.revoke.act'), danger: true });
    if (!answer || !(await this.attempt(() => this.client().delete(`/v1/api-keys/${key.id}`)))) return;
    this.notices.say(t('keys.revoked', { name: key.name }));
    await this.keys.reload();
    await this.focus('#key-create');
  }

  render(writable: boolean): TemplateResult {
    return html`<p class="muted small lead-in">${t(this.ofOperators() ? 'keys.lead.operators' : 'keys.lead')}</p>
      ${this.made ? this.once(this.made) : nothing}
      ${writable ? (this.creating ? this.form() : html`<div class="tools"><button type="button" class="button" id="key-create" @click=${() => this.open(true)}>${t('keys.create')}</button></div>`) : nothing}
      ${this.keys.show((keys) => (keys.length === 0 ? emptyPanel({ icon: 'lock', title: t('keys.none'), text: t(this.ofOperators() ? 'keys.none.operators' : 'keys.none.text') }) : html`<div class="card">${table({
        label: t('env.tab.keys'), rows: [...keys].sort((a, b) => Number(!!a.revoked_at) - Number(!!b.revoked_at)), id: (one) => one.id, rowClass: (one) => (one.revoked_at ? 'revoked' : ''),
        columns: [
          { key: 'name', head: t('keys.name'), look: 'lead', cell: (one) => html`<b class="wrap">${one.name}</b> ${one.revoked_at ? badge(t('keys.is-revoked'), 'bad') : nothing}` },
          { key: 'scopes', head: t('keys.scopes'), cell: (one) => html`<span class="badges">${this.rights(one)}</span>` },
          { key: 'used', head: t('keys.used'), cell: (one) => (one.last_used_at ? ago(one.last_used_at) : t('keys.never')) },
          { key: 'created', head: t('keys.created'), cell: (one) => ago(one.created_at) },
          { key: 'act', head: t('history.actions'), look: 'end', cell: (one) => (writable && !one.revoked_at ? html`<button type="button" class="button danger" aria-label=${t('keys.revoke.name', { name: one.name })} @click=${() => void this.revoke(one)}>${t('keys.revoke.act')}</button>` : nothing) },
        ],
      })}</div>`))}`;
  }

  private rights(key: Key): TemplateResult[] {
    if (key.grants?.length) return key.grants.map((grant) => badge(t('operators.grant', { role: t(`operator-role.${grant.role}`), where: whereOf(grant.environment, this.environments()) })));
    if (scopes.every((scope) => key.scopes?.includes(scope))) return [badge(t('keys.all'))];
    return (key.scopes ?? []).map((scope) => badge(scope));
  }

  private once(made: { name: string; key: string }): TemplateResult {
    return html`<section class="card pad stack tight once" aria-labelledby="made"><h2 id="made" tabindex="-1">${t('keys.made', { name: made.name })}</h2><p>${t('keys.once')}</p>
      <div class="row"><input class="input mono grow" id="made-key" readonly aria-label=${t('keys.key')} .value=${made.key} @focus=${(event: Event) => (event.target as HTMLInputElement).select()}>
        <button type="button" class="button primary" @click=${() => void this.copy(made.key)}>${t(this.copied ? 'copied' : 'copy')}</button>
        <button type="button" class="button" @click=${() => { this.made = undefined; this.redraw(); void this.focus('#key-create'); }}>${t('keys.stored')}</button></div></section>`;
  }

  private form(): TemplateResult {
    return html`<form class="card pad form once" aria-label=${t('keys.create')} @submit=${(event: Event) => void this.create(event)}><h2>${t('keys.create')}</h2>
      ${textField({ id: 'key-name', label: t('keys.name'), value: this.name, max: 200, hint: t('keys.name.hint'), ...(this.wrong?.field === 'name' ? { error: this.wrong.text } : {}), onInput: (value) => { this.name = value; } })}
      ${this.ofOperators() ? grantList(this.grants, this.environments(), (focus) => { this.redraw(); if (focus) void this.focus(focus); }) : this.scopes()}
      <div class="row"><button class="button primary">${t('keys.create')}</button><button type="button" class="button" @click=${() => this.open(false)}>${t('cancel')}</button></div></form>`;
  }

  private scopes(): TemplateResult {
    return html`<div role="group" aria-labelledby="scopes-label" class="field"><span id="scopes-label"><b>${t('keys.scopes')}</b></span>
        <div class="scopes">${scopes.map((scope, i) => html`<label class="row" for="scope-${i}"><input class="check" type="checkbox" id="scope-${i}" .checked=${this.chosen.has(scope)} @change=${(event: Event) => {
          if ((event.target as HTMLInputElement).checked) this.chosen.add(scope);
          else this.chosen.delete(scope);
        }}><span><span class="mono">${scope}</span><br><span class="small muted">${t(`scope.${scope.replace(':', '.') as 'sessions.check'}`)}</span></span></label>`)}</div>
        ${this.wrong?.field === 'scopes' ? html`<span class="error">${this.wrong.text}</span>` : nothing}</div>`;
  }
}
