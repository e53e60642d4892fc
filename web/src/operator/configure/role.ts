// O6, one role: what it is called, and what it holds. Under the key + a new one is made.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { switchControl } from '../../kit/switch.js';
import { textField } from '../../kit/field.js';
import { emptyPanel } from '../../kit/panels.js';
import { covers, type Document, type Permission, type Role as Of } from '../document.js';
import { DraftScreen, go } from './screen.js';

const roleForm = /^[a-z][a-z0-9_-]{0,59}$/;
const list = 'configurations/entitlements/roles';

export class Role extends DraftScreen {
  static override properties = [...DraftScreen.properties, 'roleKey'];

  roleKey = '';
  private fresh: Of = { key: '', name: '', description: '', permissions: [] };
  private wrong: { field: 'key' | 'name'; text: string } | undefined;

  private get isNew(): boolean { return this.roleKey === '+'; }
  private get one(): Of | undefined { return this.isNew ? this.fresh : this.draft.document?.roles.find((one) => one.key === this.roleKey); }

  protected top(): TemplateResult {
    const { one } = this;
    const byDefault = !this.isNew && this.draft.document?.default_role === this.roleKey;
    this.called(this.isNew ? t('roles.create') : one?.name ?? '');
    return this.head({
      title: this.isNew ? t('roles.create') : html`${one?.name ?? this.roleKey} ${byDefault ? badge(t('role.default'), 'accent') : nothing}`,
    });
  }

  private edit(change: (role: Of) => void): void {
    if (this.isNew) {
      change(this.fresh);
      this.requestUpdate();
    } else {
      this.draft.edit((document) => {
        const at = document.roles.find((other) => other.key === this.roleKey);
        if (at) change(at);
      });
    }
  }

  private add(event: Event): void {
    event.preventDefault();
    const { fresh } = this;
    this.wrong = !fresh.name.trim() ? { field: 'name', text: t('role.name.missing') } : !roleForm.test(fresh.key) ? { field: 'key', text: t('role.key.form') }
      : this.draft.document?.roles.some((other) => other.key === fresh.key) ? { field: 'key', text: t('key.taken') } : undefined;
    this.requestUpdate();
    if (this.wrong) return void this.focusOn(`#${this.wrong.field}`);
    const made: Of = { key: fresh.key, name: fresh.name.trim(), permissions: [...fresh.permissions], ...(fresh.description?.trim() ? { description: fresh.description.trim() } : {}) };
    this.fresh = { key: '', name: '', description: '', permissions: [] };
    this.draft.edit((document) => { document.roles.push(made); });
    go(this.at(`${list}/${made.key}`));
  }

  private takeAway(one: Of): void {
    this.draft.edit((document) => {
      document.roles = document.roles.filter((other) => other.key !== one.key);
      if (document.default_role === one.key) delete document.default_role;
    });
    go(this.at(list));
  }

  protected body(document: Document): TemplateResult {
    const { one } = this;
    if (!one) return emptyPanel({ icon: 'search', title: t('missing.title'), text: t('role.gone'), action: html`<a class="button" href=${this.at(list)}>${t('roles.title')}</a>` });
    return html`<form @submit=${(event: Event) => (this.isNew ? this.add(event) : event.preventDefault())}>
      <div class="card pad form wide-form">${this.names(one)}</div>
      <section class="part" aria-labelledby="holds"><h2 id="holds">${t('role.holds')}</h2>${this.permissions(one)}</section>
      ${this.isNew ? html`<div class="row part"><button class="button primary">${t('roles.add')}</button><a class="button" href=${this.at(list)}>${t('cancel')}</a></div>`
        : this.writable ? this.more(document, one) : nothing}</form>`;
  }

  private names(one: Of): TemplateResult {
    if (!this.writable) return html`<p>${one.description || one.key}</p>`;
    const error = (field: 'key' | 'name'): { error?: string } => (this.wrong?.field === field ? { error: this.wrong.text } : field === 'name' && !this.isNew && !one.name.trim() ? { error: t('role.name.missing') } : {});
    return html`${textField({ id: 'name', label: t('role.name'), value: one.name, max: 200, ...error('name'), onInput: (value) => this.edit((role) => { role.name = value; }) })}
      ${this.isNew ? textField({ id: 'key', label: t('role.key'), value: one.key, max: 60, hint: t('role.key.hint'), ...error('key'), onInput: (value) => this.edit((role) => { role.key = value.trim(); }) })
        : html`<div><span class="small muted">${t('role.key')}</span><p class="mono">${one.key}</p></div>`}
      ${textField({ id: 'description', label: t('role.description'), value: one.description ?? '', max: 1000, onInput: (value) => this.edit((role) => { role.description = value; }) })}`;
  }

  private permissions(one: Of): TemplateResult {
    const categories = [...new Set(this.known.map((permission) => permission.category ?? ''))];
    const patterns = one.permissions.filter((held) => held.endsWith('.*'));
    return html`${categories.map((category) => html`<div class="card" role="group" aria-label=${category || t('role.other')}>
        <h3 class="group">${category || t('role.other')}</h3>
        <ul class="choices">${this.known.filter((permission) => (permission.category ?? '') === category).map((permission) => this.permission(one, permission))}</ul></div>`)}
      ${patterns.length > 0 ? html`<p class="small muted row">${t('role.patterns')} ${patterns.map((pattern) => html`<span class="badge mono">${pattern}</span>
        ${this.writable ? html`<button type="button" class="link small" @click=${() => this.edit((role) => { role.permissions = role.permissions.filter((held) => held !== pattern); })}>${t('role.pattern.remove', { pattern })}</button>` : nothing}`)}</p>` : nothing}`;
  }

  private permission(one: Of, permission: Permission): TemplateResult {
    const { key } = permission;
    const id = `holds-${key.replaceAll('.', '-')}`;
    const through = one.permissions.find((held) => held !== key && covers(held, key));
    return html`<li><label for=${id}><input class="check" type="checkbox" id=${id} .checked=${through !== undefined || one.permissions.includes(key)} ?disabled=${through !== undefined || !this.writable}
        aria-describedby="${id}-about" @change=${(event: Event) => {
          const on = (event.target as HTMLInputElement).checked;
          this.edit((role) => { role.permissions = on ? [...role.permissions, key] : role.permissions.filter((held) => held !== key); });
        }}><span class="what"><b>${permission.name}</b></span></label>
      <span class="what-more small muted" id="${id}-about">${through ? t('permission.through', { pattern: through }) : permission.description ?? key}</span></li>`;
  }

  private more(document: Document, one: Of): TemplateResult {
    return html`<section class="part card pad" aria-labelledby="default-title"><div class="switch-row"><div><h2 id="default-title">${t('role.default')}</h2><p class="small muted" id="default-about">${t('role.default.about')}</p></div>
        ${switchControl({ id: 'default', labelledby: 'default-title', describedby: 'default-about', on: document.default_role === one.key, onChange: (on) => this.draft.edit((draft) => {
          if (on) draft.default_role = one.key;
          else delete draft.default_role;
        }) })}</div></section>
      <div class="part"><div><button type="button" class="button danger" @click=${() => this.takeAway(one)}>${t('role.remove')}</button> <span class="small muted">${t('role.remove.about')}</span></div></div>`;
  }
}

customElements.define('sojourn-role', Role);
