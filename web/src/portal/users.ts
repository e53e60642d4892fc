// S2, Workspace → Users: who is in the workspace, and where they are signed in.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import controls from '../kit/controls.css';
import { checkbox, searchField, selectField } from '../kit/field.js';
import { liveSwitch } from '../kit/live.js';
import fields from '../kit/fields.css';
import { Load } from '../kit/load.js';
import { menu, type MenuItem } from '../kit/menu.js';
import { emptyPanel } from '../kit/panels.js';
import { Screen } from '../kit/screen.js';
import { kept, table, type Column } from '../kit/table.js';
import tables from '../kit/table.css';
import { ago } from '../kit/time.js';
import { Client } from '../net/client.js';
import { Live } from '../net/live.js';
import type { Me, Member } from '../net/types.js';
import { tokensNote } from './details.js';
import { mayRevoke, nameOf, signOutUsers } from './member.js';
import styles from './users.css';

const pageSize = 50;
/** The most that the API gives at a time. */
const mostAtOnce = 200;
const searchAfter = 200;

interface Members { users: Member[]; next?: string }

export class Users extends Screen {
  static override styles = [Screen.styles, fields, controls, tables, styles];
  static override properties = ['client', 'me'];

  client = new Client('');
  me!: Me;

  private search = '';
  private inRole = '';
  private readonly roles = new Map<string, string>(); // that were seen: what they are called
  private readonly chosen = new Set<string>(); // ids of users
  private typing = 0;
  private more = false; // whether more are being loaded

  private readonly members = new Load<Members>(this, async (options): Promise<Members> => {
    // As many as are shown, so that looking again takes nothing away.
    const wanted = options.background ? Math.max(pageSize, this.members.value?.users.length ?? 0) : pageSize;
    let all = await this.page('', Math.min(wanted, mostAtOnce), options);
    while (all.next && all.users.length < wanted) {
      const further = await this.page(all.next, Math.min(wanted - all.users.length, mostAtOnce), options);
      all = { ...further, users: [...all.users, ...further.users] };
    }
    return this.seen({ ...all, users: kept(this.members.value?.users ?? [], all.users) });
  });
  private readonly live = new Live(this, () => this.client, '/v1/workspace/changes', () => void this.members.reload(true));

  private page(cursor: string, limit: number, options: { background: boolean; signal?: AbortSignal }): Promise<Members> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor) query.set('cursor', cursor);
    if (this.search.trim()) query.set('search', this.search.trim());
    if (this.inRole) query.set('role', this.inRole);
    return this.client.get<Members>(`/v1/workspace/users?${query}`, options);
  }

  /** Keeps what the filters offer, and nobody chosen who is not signed in any more. */
  private seen(members: Members): Members {
    for (const user of members.users) user.roles.forEach((role, i) => this.roles.set(role, user.role_names[i] ?? role));
    const signedIn = new Set(members.users.filter((user) => user.active_sessions > 0).map((user) => user.id));
    this.chosen.forEach((id) => signedIn.has(id) || this.chosen.delete(id));
    return members;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.typing);
  }

  // ---- what can be done ----

  private async showMore(): Promise<void> {
    const shown = this.members.value;
    if (!shown?.next || this.more) return;
    this.more = true;
    this.requestUpdate();
    await this.attempt(async () => {
      const further = await this.page(shown.next ?? '', pageSize, { background: false });
      if (this.members.value !== shown) return; // filtered or refreshed meanwhile
      this.members.set(this.seen({ ...further, users: [...shown.users, ...further.users] }));
      this.notices.announce(t('users.more.done', { n: further.users.length }));
      await this.focusOn(`[data-id="${further.users[0]?.id ?? ''}"] a`, 'h1');
    });
    this.more = false;
    this.requestUpdate();
  }

  private filter(of: { search?: string; role?: string }): void {
    this.search = of.search ?? this.search;
    this.inRole = of.role ?? this.inRole;
    clearTimeout(this.typing);
    this.typing = setTimeout(async () => {
      await this.members.reload();
      const n = this.members.value?.users.length ?? 0;
      if (this.filtered) this.notices.announce(this.members.value?.next ? t('users.found.more', { n }) : t('users.found', { n }));
    }, of.search === undefined ? 0 : searchAfter);
    this.requestUpdate();
  }

  private get filtered(): boolean { return this.search.trim() !== '' || this.inRole !== ''; }

  private clear(): void {
    this.filter({ search: '', role: '' });
    void this.focusOn('#search');
  }

  private get selection(): Member[] { return this.members.value?.users.filter((user) => this.chosen.has(user.id)) ?? []; }

  private choose(id: string, chosen: boolean): void {
    if (chosen) this.chosen.add(id);
    else this.chosen.delete(id);
    if (this.chosen.size > 0) this.notices.announce(this.bulkText(this.selection));
    this.requestUpdate();
  }

  private async signOut(users: readonly Member[]): Promise<void> {
    const done = await signOutUsers(users, {
      me: this.me, client: this.client, ask: (question) => this.dialog.ask(question), attempt: (action) => this.attempt(action),
      tokens: tokensNote(this.me),
    });
    if (!done) return;
    this.chosen.clear();
    this.notices.say(done);
    const gone = new Set(users.map((user) => user.id));
    if (this.members.value) {
      this.members.set({ ...this.members.value, users: this.members.value.users.map((user) => (gone.has(user.id) ? { ...user, active_sessions: 0 } : user)) });
    }
    if (users.length > 1) await this.focusOn('h1');
    void this.members.reload(true);
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    const { value, state } = this.members;
    this.dataset['state'] = value && value.users.length === 0 ? 'empty' : state;
    return html`
      <div class="head">
        <h1 tabindex="-1">${t('portal.users')}</h1>
        <div class="row">${liveSwitch(this.live)}</div>
        <p class="lead">${t('users.lead', { workspace: this.me.tenant.name })}</p>
      </div>
      ${this.staleness(this.members)}
      ${this.filters()}
      ${this.members.show((members) => (members.users.length > 0 ? this.list(members) : this.none()), 5)}`;
  }

  private filters(): TemplateResult {
    const roles = [...this.roles].sort(([, a], [, b]) => a.localeCompare(b));
    return html`<div class="filters">
      ${searchField({ id: 'search', label: t('users.search'), value: this.search, onInput: (search) => this.filter({ search }) })}
      ${selectField({ id: 'role', label: t('users.role'), hideLabel: true, value: this.inRole, options: [['', t('users.role.any')], ...roles], onChange: (role) => this.filter({ role }) })}
    </div>`;
  }

  private none(): TemplateResult {
    return this.filtered
      ? emptyPanel({ icon: 'search', title: t('users.none'), action: html`<button type="button" class="button" @click=${() => this.clear()}>${t('users.clear')}</button>` })
      : emptyPanel({ icon: 'people', title: t('users.empty'), text: t('users.empty.text') });
  }

  private list({ users, next }: Members): TemplateResult {
    return html`
      <div class="card members">${table({ label: t('portal.users'), columns: this.columns(), rows: users, id: (user) => user.id, shows: (user) => [user, this.chosen.has(user.id), navigator.onLine] })}</div>
      ${next ? html`<p class="further"><button type="button" class="button" aria-disabled=${this.more ? 'true' : nothing} @click=${() => void this.showMore()}>${t('users.more')}</button>
        <span class="note">${t('users.shown', { n: users.length })}</span></p>` : nothing}
      ${this.bulk(users)}`;
  }

  /** What can be done with several at once, from the moment that one is chosen. */
  private bulk(users: readonly Member[]): TemplateResult | typeof nothing {
    const chosen = this.selection;
    if (chosen.length === 0) return nothing;
    const rest = users.filter((user) => user.active_sessions > 0 && !this.chosen.has(user.id));
    return html`<div class="bulk" role="group" aria-label=${t('users.bulk')}>
      <button type="button" class="button danger" aria-disabled=${navigator.onLine ? nothing : 'true'} @click=${() => navigator.onLine && void this.signOut(chosen)}>${this.bulkText(chosen)}</button>
      ${rest.length > 0 ? html`<button type="button" class="link small" @click=${() => {
        rest.forEach((user) => this.chosen.add(user.id));
        this.requestUpdate();
      }}>${t('users.bulk.all', { n: chosen.length + rest.length })}</button>` : nothing}
      <button type="button" class="link small" @click=${() => {
        this.chosen.clear();
        void this.focusOn('h1');
        this.requestUpdate();
      }}>${t('users.bulk.none')}</button>
    </div>`;
  }

  private bulkText(chosen: readonly Member[]): string {
    const n = chosen.reduce((sum, user) => sum + user.active_sessions, 0);
    return t('users.bulk.act', { n: chosen.length, sessions: t('settings.sessions', { n }) });
  }

  private columns(): Column<Member>[] {
    return [
      { key: 'name', head: t('users.c.name'), look: 'lead', cell: (user) => this.lead(user) },
      { key: 'roles', head: t('users.c.roles'), cell: (user) => (user.role_names.length > 0 ? user.role_names.join(', ') : html`<span class="muted">${t('users.roles.none')}</span>`) },
      { key: 'status', head: t('users.c.status'), cell: (user) => (user.disabled ? badge(t('users.disabled'), 'bad') : t('users.active')) },
      { key: 'sessions', head: t('users.c.sessions'), look: 'number', cell: (user) => this.sessions(user) },
      { key: 'last', head: t('users.c.last'), cell: (user) => (user.last_active_at ? ago(user.last_active_at) : html`<span class="muted">${t('users.never')}</span>`) },
      { key: 'actions', head: t('users.c.actions'), look: 'end', cell: (user) => this.actions(user) },
    ];
  }

  private lead(user: Member): TemplateResult {
    const name = nameOf(user);
    const box = mayRevoke(this.me)
      ? user.active_sessions > 0
        ? checkbox({ id: `choose-${user.id}`, label: t('users.choose', { name }), hideLabel: true, checked: this.chosen.has(user.id), onChange: (chosen) => this.choose(user.id, chosen) })
        : html`<span class="no-box"></span>`
      : nothing;
    return html`<span class="who">${box}<span class="names"><span class="row"><b><bdi>${name}</bdi></b>${user.id === this.me.user.id ? badge(t('users.you'), 'good') : nothing}</span>
      ${user.email && user.email !== name ? html`<span class="mail">${user.email}</span>` : nothing}</span></span>`;
  }

  private href(user: Member): string { return `${this.client.base}/workspace/users/${user.id}`; }

  private sessions(user: Member): TemplateResult {
    const label = t('users.sessions.of', { sessions: t('settings.sessions', { n: user.active_sessions }), name: nameOf(user) });
    return user.active_sessions > 0 ? html`<a class="count" href=${this.href(user)} aria-label=${label}>${user.active_sessions}</a>` : html`<span class="muted">0</span>`;
  }

  private actions(user: Member): TemplateResult {
    const items: MenuItem[] = [{ text: t('users.view'), href: this.href(user) }];
    if (mayRevoke(this.me)) {
      const disabled = user.active_sessions === 0 ? t('users.no-sessions') : navigator.onLine ? '' : t('users.offline');
      items.push({ text: t('users.sign-out'), danger: !disabled, onSelect: () => void this.signOut([user]), ...(disabled ? { disabled } : {}) });
    }
    return menu({ id: `menu-${user.id}`, label: t('users.actions', { name: nameOf(user) }), items });
  }
}

customElements.define('sojourn-users', Users);
