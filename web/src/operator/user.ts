// O3, one user: where they are signed in, and why they were signed out; what they may do where; what happened.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import controls from '../kit/controls.css';
import { liveSwitch } from '../kit/live.js';
import { Load } from '../kit/load.js';
import { menu } from '../kit/menu.js';
import { skeleton } from '../kit/panels.js';
import tableStyles from '../kit/table.css';
import tabStyles from '../kit/tabs.css';
import { moment } from '../kit/moment.js';
import type { User } from '../net/types.js';
import { auditList, eventsOf } from './auditlist.js';
import { Memberships } from './memberships.js';
import { OperatorScreen } from './screen.js';
import { SessionTabs } from './sessiontabs.js';
import type { ManagedSession } from './types.js';
import { askDisable, askEndAll, countOf } from './useractions.js';
import styles from './user.css';
import { nameOf, noted } from './words.js';

export class UserPage extends OperatorScreen {
  static override styles = [OperatorScreen.styles, controls, tableStyles, tabStyles, styles];
  static override properties = [...OperatorScreen.properties, 'user'];

  user = '';
  private readonly person = new Load(this, async (options) => {
    const one = await this.client.get<User>(`/v1/users/${this.user}`, options);
    this.entitle(nameOf(one));
    return one;
  }, false);
  private readonly log = new Load(this, (options) => eventsOf(this.client.get(`/v1/audit?user=${this.user}&limit=20`, options)), false);
  private readonly sessions = new SessionTabs(this, () => this.client);
  private readonly memberships = new Memberships(this, () => this.client, (action) => this.attempt(action), (text) => this.notices.say(text));

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('user') && !changed.has('client')) return;
    this.person.value = this.log.value = undefined;
    this.entitle('');
    void this.person.reload();
    if (this.can('audit:read')) void this.log.reload();
    if (this.can('sessions:read')) this.sessions.show(`user=${this.user}`);
    this.memberships.show(this.user, this.can('settings:read'));
  }

  private refresh(): void {
    this.sessions.reload();
    if (this.can('audit:read')) void this.log.reload(true);
  }

  private details(session: ManagedSession): void {
    this.drawer.open(session, this.can('sessions:write') ? () => void this.endOne(session).then((done) => {
      if (!done) return;
      this.drawer.close();
      this.refresh();
    }) : undefined);
  }

  private async endAll(user: User): Promise<void> {
    const answer = await askEndAll(this.dialog, user, await countOf(this.client, user.id));
    if (!answer) return;
    let n = 0;
    if (!(await this.attempt(async () => { n = (await this.client.post<{ ended: number }>(`/v1/users/${user.id}/sessions/end`, noted(answer))).ended; }))) return;
    this.notices.say(t('session.end.n.done', { n }));
    this.refresh();
  }

  private async setDisabled(user: User, disabled: boolean): Promise<void> {
    if (disabled && !(await askDisable(this.dialog, user))) return;
    if (!(await this.attempt(async () => this.person.set(await this.client.patch<User>(`/v1/users/${user.id}`, { disabled }))))) return;
    this.notices.say(t(disabled ? 'people.disable.done' : 'people.enable.done', { user: nameOf(user) }));
    this.refresh();
  }

  protected view(): TemplateResult {
    this.dataset['state'] = this.person.state;
    return html`${this.staleness(this.person)}${this.person.show((user) => this.page(user))}${this.drawer.render()}`;
  }

  private page(user: User): TemplateResult {
    return html`
      <div class="head">
        <h1 tabindex="-1" class="wrap row"><bdi>${nameOf(user)}</bdi>${user.disabled ? badge(t('people.disabled'), 'bad') : nothing}</h1>
        <div class="row">${this.can('sessions:write') ? html`<button type="button" class="button danger" @click=${() => void this.endAll(user)}>${t('people.end')}</button>` : nothing}
          ${this.can('users:write') ? menu({ id: 'more', label: t('people.menu', { user: nameOf(user) }), items: [user.disabled
            ? { text: t('people.enable'), onSelect: () => void this.setDisabled(user, false) }
            : { text: t('people.disable'), danger: true, onSelect: () => void this.setDisabled(user, true) }] }) : nothing}</div>
        <p class="lead facts wrap">${user.email && user.name ? html`<span><bdi>${user.email}</bdi></span>` : nothing}${user.external_id ? html`<span><span class="mono">${user.external_id}</span></span>` : nothing}<span>${t('people.since')} ${moment(user.created_at)}</span></p>
      </div>
      ${this.can('sessions:read') ? html`<section class="section first"><div class="row spread nowrap"><h2>${t('session.title')}</h2>${liveSwitch(this.sessions.live)}</div>
        ${this.sessions.render({ of: `user=${user.id}`, base: this.base, hide: ['user'], onDetails: (session) => this.details(session),
          ...(this.can('sessions:write') ? { end: (session: ManagedSession, describedby: string) => this.endButton(session, describedby, () => { this.refresh(); void this.focusOn('#sessions-active', 'h1'); }) } : {}) })}</section>` : nothing}
      <section class="section"><h2>${t('people.memberships')}</h2>${this.memberships.render(this.base, this.can('users:write'))}</section>
      ${this.can('audit:read') ? html`<section class="section"><div class="row spread"><h2>${t('people.log')}</h2><a class="small" href="${this.base}/audit-log?user=${user.id}">${t('people.log.all')}</a></div>
        ${this.log.value ? html`<div class="card pad">${auditList(this.log.value, t('people.log.none'))}</div>` : skeleton(1)}</section>` : nothing}`;
  }
}

customElements.define('sojourn-user-page', UserPage);
