// O4, Workspaces: what goes on in each, and which have session settings of their own.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { searchField } from '../kit/field.js';
import { liveSwitch } from '../kit/live.js';
import { emptyPanel } from '../kit/panels.js';
import tableStyles from '../kit/table.css';
import { table, type Column } from '../kit/table.js';
import { ago } from '../kit/time.js';
import { inWords, settingKeys, settingOf } from '../settings/model.js';
import { LiveList, type Asked } from './livelist.js';
import { OperatorScreen } from './screen.js';
import type { ManagedTenant } from './types.js';
import styles from './users.css';

interface Page { tenants: ManagedTenant[]; next?: string }

export class Workspaces extends OperatorScreen {
  static override styles = [OperatorScreen.styles, tableStyles, styles];
  static override properties = [...OperatorScreen.properties, 'query'];

  query = '';
  private search = '';
  private typing = 0;
  private readonly list = new LiveList<ManagedTenant>(this, () => this.client, async (limit, cursor, options) => {
    const { tenants, next } = await this.fetchPage(limit, cursor, options);
    return next === undefined ? { rows: tenants } : { rows: tenants, next };
  }, (text) => this.notices.announce(text));

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('query') && !changed.has('client')) return;
    const search = new URLSearchParams(this.query).get('search') ?? '';
    if (this.hasUpdated && search === this.search && !changed.has('client')) return;
    this.search = search;
    void this.list.load.reload();
  }

  private fetchPage(limit: number, cursor: string, options: Asked): Promise<Page> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (this.search.trim()) query.set('search', this.search.trim());
    if (cursor) query.set('cursor', cursor);
    if (this.can('sessions:read') && this.can('settings:read')) query.set('counts', 'true');
    return this.client.get(`/v1/tenants?${query}`, options);
  }

  private look(search: string): void {
    this.search = search;
    this.query = search ? `?search=${encodeURIComponent(search)}` : '';
    history.replaceState(history.state, '', location.pathname + this.query);
    this.requestUpdate();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.list.load.reload().then(() => { if (this.list.load.value) this.notices.announce(t('workspaces.found', { n: this.list.rows.length })); }), 180);
  }

  private async more(): Promise<void> {
    let first: ManagedTenant | undefined;
    await this.attempt(async () => { first = await this.list.more(); });
    if (first) await this.focusOn(`#workspace-${first.id}`);
  }

  protected view(): TemplateResult {
    const { load, rows } = this.list;
    this.dataset['state'] = load.state;
    return html`
      <div class="head"><h1 tabindex="-1">${t('workspaces.title')}</h1><div class="row">${liveSwitch(this.list.live)}</div><p class="lead">${t('workspaces.lead')}</p></div>
      ${this.staleness(load)}
      <div class="tools">${searchField({ id: 'search', label: t('workspaces.search'), value: this.search, onInput: (value) => this.look(value) })}</div>
      ${this.list.bar(() => void this.focusOn('h1'))}
      ${load.show(() => (rows.length > 0 ? this.table() : this.search
        ? emptyPanel({ icon: 'search', title: t('workspaces.none.filtered'), action: html`<button type="button" class="button" @click=${() => { this.look(''); void this.focusOn('#search'); }}>${t('session.f.clear')}</button>` })
        : emptyPanel({ icon: 'building', title: t('workspaces.none'), text: t('workspaces.none.text') })))}`;
  }

  private table(): TemplateResult {
    const columns: Column<ManagedTenant>[] = [
      { key: 'name', head: t('workspaces.c.name'), look: 'lead', cell: (one) => html`<a class="strong wrap" id="workspace-${one.id}" href="${this.base}/workspaces/${one.id}"><bdi>${one.name}</bdi></a>
        ${one.external_id ? html`<span class="below mono wrap">${one.external_id}</span>` : nothing}` },
      { key: 'users', head: t('workspaces.c.users'), look: 'number', cell: ({ id, name, counts }) => (counts ? html`<a href="${this.base}/users?workspace=${id}" aria-label=${t('workspaces.users.of', { n: counts.active_users, workspace: name })}>${counts.active_users}</a>` : nothing) },
      { key: 'sessions', head: t('workspaces.c.sessions'), look: 'number', cell: ({ id, name, counts }) => (counts ? html`<a href="${this.base}/sessions?tenant=${id}" aria-label=${t('workspaces.sessions.of', { n: counts.active_sessions, workspace: name })}>${counts.active_sessions}</a>` : nothing) },
      { key: 'own', head: t('workspaces.c.own'), cell: ({ counts }) => (counts ? this.own(counts.own) : nothing) },
      { key: 'active', head: t('workspaces.c.active'), cell: ({ id, counts }) => (this.list.gone.has(id) ? html`<span class="muted">${t('list.gone')}</span>` : counts?.last_active_at ? ago(counts.last_active_at) : html`<span class="muted">${t('people.not-now')}</span>`) },
    ];
    return html`<div class="card">${table({ label: t('workspaces.title'), columns, rows: this.list.rows, id: (one) => one.id, rowClass: (one) => (this.list.gone.has(one.id) ? 'gone' : ''), shows: (one) => [one] })}</div>
      ${this.list.next ? html`<p class="after"><button type="button" class="button" @click=${() => void this.more()}>${t('workspaces.more')}</button></p>` : nothing}`;
  }

  /** Its own settings, in words: no need to hover over a number. */
  private own(own: NonNullable<ManagedTenant['counts']>['own']): TemplateResult {
    const set = settingKeys.map((key) => [key, settingOf(own, key)] as const).filter(([, value]) => value !== undefined);
    if (set.length === 0) return html`<span class="muted">${t('workspaces.own.none')}</span>`;
    return html`<ul class="own">${set.map(([key, value]) => html`<li>${t(`settings.${key}`)}: <span class="muted">${value ? inWords(key, value).replace(/\.$/, '') : ''}</span></li>`)}</ul>`;
  }
}

customElements.define('sojourn-workspaces', Workspaces);
