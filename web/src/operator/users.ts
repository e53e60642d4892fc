// O3, Users: all of the environment, or those of one workspace.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import { searchField } from '../kit/field.js';
import { icon } from '../kit/icons.js';
import { liveSwitch } from '../kit/live.js';
import { menu, type MenuItem } from '../kit/menu.js';
import { emptyPanel } from '../kit/panels.js';
import { Picker } from '../kit/picker.js';
import pickerStyles from '../kit/picker.css';
import tableStyles from '../kit/table.css';
import { table, type Column } from '../kit/table.js';
import { ago } from '../kit/time.js';
import { LiveList, type Asked } from './livelist.js';
import { OperatorScreen } from './screen.js';
import type { ManagedTenant, ManagedUser, Member } from './types.js';
import { askDisable, askEndAll } from './useractions.js';
import styles from './users.css';
import { nameOf, noted } from './words.js';

type Listed = ManagedUser & Partial<Pick<Member, 'roles'>>;
interface Page { users: Listed[]; next?: string }

export class Users extends OperatorScreen {
  static override styles = [OperatorScreen.styles, tableStyles, pickerStyles, styles];
  static override properties = [...OperatorScreen.properties, 'query'];

  query = '';
  private search = '';
  private workspace = '';
  private workspaceName = '';
  private typing = 0;
  private readonly picker = new Picker(this, 'workspace', async (text, signal) => {
    const found = await this.client.get<{ tenants: ManagedTenant[] }>(`/v1/tenants?limit=8&search=${encodeURIComponent(text)}`, { signal });
    return found.tenants.map((one) => ({ id: one.id, text: one.name }));
  }, (choice) => { this.workspaceName = choice.text; this.look(this.search, choice.id); });
  private readonly list = new LiveList<Listed>(this, () => this.client, async (limit, cursor, options) => {
    const { users, next } = await this.fetchPage(limit, cursor, options);
    return next === undefined ? { rows: users } : { rows: users, next };
  }, (text) => this.notices.announce(text));

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('query') && !changed.has('client')) return;
    const given = new URLSearchParams(this.query);
    const search = given.get('search') ?? '';
    const workspace = given.get('workspace') ?? '';
    if (this.hasUpdated && search === this.search && workspace === this.workspace && !changed.has('client')) return;
    Object.assign(this, { search, workspace });
    void this.list.load.reload();
    if (workspace && !this.workspaceName) void this.learn(workspace);
  }

  private async learn(id: string): Promise<void> {
    try {
      this.workspaceName = (await this.client.get<ManagedTenant>(`/v1/tenants/${id}`)).name;
    } catch {
      this.workspaceName = id;
    }
    this.requestUpdate();
  }

  private async fetchPage(limit: number, cursor: string, options: Asked): Promise<Page> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (this.search.trim()) query.set('search', this.search.trim());
    if (cursor) query.set('cursor', cursor);
    if (this.workspace) return this.client.get(`/v1/tenants/${this.workspace}/users?${query}`, options);
    if (this.can('sessions:read')) query.set('counts', 'true');
    if (this.can('tenants:read')) query.set('memberships', 'true');
    return this.client.get(`/v1/users?${query}`, options);
  }

  private look(search: string, workspace: string): void {
    Object.assign(this, { search, workspace });
    const query = new URLSearchParams();
    if (search) query.set('search', search);
    if (workspace) query.set('workspace', workspace);
    const text = query.toString();
    this.query = text ? `?${text}` : '';
    history.replaceState(history.state, '', location.pathname + this.query);
    this.requestUpdate();
    clearTimeout(this.typing);
    this.typing = setTimeout(() => void this.list.load.reload().then(() => { if (this.list.load.value) this.notices.announce(t('people.found', { n: this.list.rows.length })); }), 180);
  }

  private async more(): Promise<void> {
    let first: Listed | undefined;
    await this.attempt(async () => { first = await this.list.more(); });
    if (first) await this.focusOn(`#user-${first.id}`);
  }

  private async endAll(user: Listed): Promise<void> {
    // In a workspace only those in it are counted, and only they end.
    const answer = await askEndAll(this.dialog, user, user.active_sessions);
    if (!answer) return;
    let n = 0;
    const within = this.workspace ? `?tenant=${this.workspace}` : '';
    if (!(await this.attempt(async () => { n = (await this.client.post<{ ended: number }>(`/v1/users/${user.id}/sessions/end${within}`, noted(answer))).ended; }))) return;
    this.list.change(user.id, { active_sessions: 0 });
    this.notices.say(t('session.end.n.done', { n }));
  }

  private async setDisabled(user: Listed, disabled: boolean): Promise<void> {
    if (disabled && !(await askDisable(this.dialog, user))) return;
    if (!(await this.attempt(() => this.client.patch(`/v1/users/${user.id}`, { disabled })))) return;
    this.list.change(user.id, { disabled, ...(disabled ? { active_sessions: 0 } : {}) });
    this.notices.say(t(disabled ? 'people.disable.done' : 'people.enable.done', { user: nameOf(user) }));
  }

  protected view(): TemplateResult {
    const { load, rows } = this.list;
    this.dataset['state'] = load.state;
    return html`
      <div class="head"><h1 tabindex="-1">${t('people.title')}</h1><div class="row">${liveSwitch(this.list.live)}</div><p class="lead">${t('people.lead')}</p></div>
      ${this.staleness(load)}
      <div class="tools">
        ${searchField({ id: 'search', label: t('people.search'), value: this.search, onInput: (value) => this.look(value, this.workspace) })}
        ${this.can('tenants:read') ? this.workspace ? html`<div class="chosen">${icon('building')}<span class="wrap"><span class="hidden">${t('people.workspace')}</span><bdi>${this.workspaceName || '…'}</bdi></span>
          <button type="button" class="link small" @click=${() => { this.workspaceName = ''; this.look(this.search, ''); void this.focusOn('#workspace'); }}>${t('people.workspace.all')}</button></div>`
          : this.picker.render({ label: t('people.workspace.choose'), hideLabel: true }) : nothing}
      </div>
      ${this.list.bar(() => void this.focusOn('h1'))}
      ${load.show(() => (rows.length === 0 ? this.nothing() : this.table()))}`;
  }

  private nothing(): TemplateResult {
    return this.search || this.workspace
      ? emptyPanel({ icon: 'search', title: t('people.none.filtered'), action: html`<button type="button" class="button" @click=${() => { this.look('', ''); void this.focusOn('#search'); }}>${t('session.f.clear')}</button>` })
      : emptyPanel({ icon: 'people', title: t('people.none'), text: t('people.none.text') });
  }

  private table(): TemplateResult {
    const columns: Column<Listed>[] = [
      { key: 'user', head: t('people.c.user'), look: 'lead', cell: (user) => html`<a class="strong wrap" id="user-${user.id}" href="${this.base}/users/${user.id}"><bdi>${nameOf(user)}</bdi></a>
        ${user.name && user.email ? html`<span class="below wrap"><bdi>${user.email}</bdi></span>` : nothing}` },
      ...(this.workspace ? [{ key: 'roles', head: t('people.c.roles'), cell: (user: Listed) => (user.roles?.length ? html`<span class="row">${user.roles.map((role) => badge(role))}</span>` : html`<span class="muted">${t('people.roles.none')}</span>`) }] : this.can('tenants:read') ? [
        { key: 'workspaces', head: t('people.c.workspaces'), width: 'minmax(0, 1.7fr)', cell: ({ memberships = [], membership_count: n }: Listed) => few(memberships.map((one) => one.tenant_name), n) },
        { key: 'roles', head: t('people.c.roles'), cell: ({ memberships = [] }: Listed) => few([...new Set(memberships.flatMap((one) => one.role_names))]) },
      ] : []),
      { key: 'status', head: t('people.c.status'), width: '6.25rem', cell: (user) => (user.disabled ? badge(t('people.disabled'), 'bad') : html`<span class="muted">${t('people.enabled')}</span>`) },
      { key: 'sessions', head: t('people.c.sessions'), look: 'number', cell: (user) => (user.active_sessions
        ? html`<a href="${this.base}/sessions?user=${user.id}${this.workspace ? `&tenant=${this.workspace}` : ''}" aria-label=${t('people.sessions.of', { n: user.active_sessions, user: nameOf(user) })}>${user.active_sessions}</a>` : html`<span class="muted">${user.active_sessions ?? ''}</span>`) },
      { key: 'active', head: t('people.c.active'), cell: (user) => (user.last_active_at ? ago(user.last_active_at) : html`<span class="muted">${t(this.workspace ? 'people.never' : 'people.not-now')}</span>`) },
      { key: 'act', head: t('people.c.act'), look: 'end', cell: (user) => (this.list.gone.has(user.id) ? html`<span class="muted">${t('list.gone')}</span>` : menu({ id: `menu-${user.id}`, label: t('people.menu', { user: nameOf(user) }), items: this.actions(user) })) },
    ];
    return html`<div class="card">${table({ label: t('people.title'), columns, rows: this.list.rows, id: (user) => user.id, rowClass: (user) => (this.list.gone.has(user.id) ? 'gone' : ''), shows: (user) => [user, this.workspace] })}</div>
      ${this.list.next ? html`<p class="after"><button type="button" class="button" @click=${() => void this.more()}>${t('people.more')}</button></p>` : nothing}`;
  }

  private actions(user: Listed): MenuItem[] {
    return [
      { text: t('people.open'), href: `${this.base}/users/${user.id}` },
      { text: t('people.sessions'), href: `${this.base}/sessions?user=${user.id}` },
      ...(this.can('sessions:write') ? [{ text: t('people.end'), danger: true, above: true, onSelect: () => void this.endAll(user), ...(user.active_sessions === 0 ? { disabled: t('people.end.none') } : {}) }] : []),
      ...(this.can('users:write') ? [user.disabled
        ? { text: t('people.enable'), onSelect: () => void this.setDisabled(user, false) }
        : { text: t('people.disable'), danger: true, onSelect: () => void this.setDisabled(user, true) }] : []),
    ];
  }
}

/** The first names, and how many more there are. */
const few = (names: readonly string[], of = names.length): TemplateResult => (of === 0 ? html`<span class="muted">–</span>`
  : html`<span class="wrap"><bdi>${names.slice(0, 2).join(', ')}</bdi>${of > 2 ? html` <span class="muted">${t('people.and-more', { n: of - 2 })}</span>` : nothing}</span>`);

customElements.define('sojourn-all-users', Users);
