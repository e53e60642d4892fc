// The filters of the list of sessions: what is set as chips, and a form for more.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { duration } from '../i18n/times.js';
import { has, language, t, type Key } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import { selectField, textField } from '../kit/field.js';
import { icon } from '../kit/icons.js';
import { Picker } from '../kit/picker.js';
import type { Client } from '../net/client.js';
import { endReasons, filterKeys, kinds, noFilter, ofEnds, within, type Filter, type FilterKey } from './filter.js';
import type { ManagedTenant, ManagedUser } from './types.js';
import { nameOf, whyEnded } from './words.js';

// Where a form has several fields, Enter does nothing without a button.
const enter = html`<button hidden></button>`;

const kindOf = (kind: string): string => t(`session.kind.${kind}` as Key);
const states = ['active', 'ended', 'any'] as const;

export class FilterBar implements ReactiveController {
  private open = false;
  private readonly typed = { address: '', country: '' };
  private readonly names = new Map<string, string>(); // of users and workspaces by ID
  private readonly users: Picker;
  private readonly tenants: Picker;

  constructor(
    private readonly host: Component, private readonly client: () => Client, private readonly filter: () => Filter,
    private readonly change: (filter: Filter) => void,
  ) {
    this.users = new Picker(host, 'filter-user', async (text, signal) => {
      const found = await this.client().get<{ users: ManagedUser[] }>(`/v1/users?limit=8&search=${encodeURIComponent(text)}`, { signal });
      return found.users.map((user) => ({ id: user.id, text: nameOf(user), ...(user.email && user.name ? { note: user.email } : {}) }));
    }, (choice) => this.take('user', choice.id, choice.text));
    this.tenants = new Picker(host, 'filter-tenant', async (text, signal) => {
      const found = await this.client().get<{ tenants: ManagedTenant[] }>(`/v1/tenants?limit=8&search=${encodeURIComponent(text)}`, { signal });
      return found.tenants.map((one) => ({ id: one.id, text: one.name }));
    }, (choice) => this.take('tenant', choice.id, choice.text));
    host.addController(this);
  }

  hostDisconnected(): void { this.open = false; }

  private take(key: FilterKey, value: string, name = ''): void {
    if (name) this.names.set(value, name);
    this.change({ ...this.filter(), ...(ofEnds.includes(key) && value ? { state: 'ended' as const } : {}), [key]: value });
  }

  /** The names of a user and a workspace that came with the address. */
  async learn(): Promise<void> {
    const { user, tenant } = this.filter();
    const ask = async (id: string, path: string): Promise<void> => {
      if (!id || this.names.has(id)) return;
      try {
        const one = await this.client().get<{ name?: string; email?: string; external_id?: string }>(`${path}/${id}`);
        this.names.set(id, nameOf(one));
      } catch {
        this.names.set(id, id);
      }
      this.host.requestUpdate();
    };
    await Promise.all([ask(user, '/v1/users'), ask(tenant, '/v1/tenants')]);
  }

  private words(key: FilterKey): string {
    const value = this.filter()[key];
    if (key === 'reason') return whyEnded(value);
    if (key === 'device') return kindOf(value);
    if (key === 'active') return duration(Number(value));
    if (key === 'country') return /^[A-Z]{2}$/.test(value) ? new Intl.DisplayNames(language(), { type: 'region' }).of(value) ?? value : value;
    return this.names.get(value) ?? value;
  }

  private remove(key: FilterKey): void {
    this.take(key, '');
    void this.host.updateComplete.then(() => this.host.renderRoot.querySelector<HTMLElement>('.chips button, #filters')?.focus());
  }

  render(): TemplateResult {
    const filter = this.filter();
    const set = filterKeys.filter((key) => filter[key] !== '');
    return html`<div class="filters">
      <div class="row">
        <div class="segments" role="group" aria-label=${t('session.f.state')}>${states.map((state) => html`<button type="button" aria-pressed=${filter.state === state}
          @click=${() => this.change({ ...filter, state, ...(state === 'active' ? { reason: '', ended_from: '', ended_to: '' } : {}) })}>${t(`session.state.${state}`)}</button>`)}</div>
        <button type="button" class="button" id="filters" aria-expanded=${this.open} aria-controls="filter-form" @click=${() => { this.open = !this.open; Object.assign(this.typed, { address: filter.address, country: filter.country }); this.host.requestUpdate(); }}>${icon('filter')}${t('session.f.open')}</button>
        ${set.length > 0 ? html`<ul class="chips" aria-label=${t('session.f.set')}>${set.map((key) => html`<li><span class="wrap"><span class="muted">${t(`session.f.${key}`)}</span> <bdi>${this.words(key)}</bdi></span>
          <button type="button" aria-label=${t('session.f.remove', { filter: `${t(`session.f.${key}`)} ${this.words(key)}` })} @click=${() => this.remove(key)}>${icon('close')}</button></li>`)}</ul>
          <button type="button" class="link small" @click=${() => this.change({ ...noFilter, state: filter.state })}>${t('session.f.clear')}</button>` : nothing}
      </div>
      <form class="card pad form" id="filter-form" ?hidden=${!this.open} @submit=${(event: Event) => { event.preventDefault(); this.change({ ...filter, address: this.typed.address.trim(), country: this.typed.country.trim().toUpperCase() }); }}>${this.open ? html`
        ${this.tenants.render({ label: t('session.f.tenant') })}
        ${this.users.render({ label: t('session.f.user') })}
        ${this.text('address', 49)}${this.text('country', 2)}
        ${this.select('device', kinds.map((kind) => [kind, kindOf(kind)] as const))}
        ${this.select('active', within.map((seconds) => [seconds, duration(Number(seconds))] as const))}
        ${this.select('reason', endReasons.map((reason) => [reason, has(`end.${reason}`) ? whyEnded(reason) : reason] as const))}
        ${this.day('from')}${this.day('to')}${this.day('ended_from')}${this.day('ended_to')}${enter}` : nothing}</form>
    </div>`;
  }

  private text(key: 'address' | 'country', max: number): TemplateResult {
    return textField({ id: `filter-${key}`, label: t(`session.f.${key}`), value: this.typed[key], max, onInput: (value) => { this.typed[key] = value; }, hint: t(`session.f.${key}.hint`) });
  }

  private select(key: 'device' | 'active' | 'reason', options: readonly (readonly [string, string])[]): TemplateResult {
    return selectField({ id: `filter-${key}`, label: t(`session.f.${key}`), value: this.filter()[key], onChange: (value: string) => this.take(key, value),
      options: [['', t('session.f.any')] as const, ...options] });
  }

  private day(key: 'from' | 'to' | 'ended_from' | 'ended_to'): TemplateResult {
    return html`<div class="field"><label for="filter-${key}">${t(`session.f.${key}`)}</label>
      <input class="input" type="date" id="filter-${key}" .value=${this.filter()[key]} @change=${(event: Event) => this.take(key, (event.target as HTMLInputElement).value)}></div>`;
  }
}
