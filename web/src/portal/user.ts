// S2, one user of the workspace: where they are signed in.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { repeat } from '../kit/repeat.js';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import fields from '../kit/fields.css';
import { icon } from '../kit/icons.js';
import { liveSwitch } from '../kit/live.js';
import { Load } from '../kit/load.js';
import { emptyPanel } from '../kit/panels.js';
import { Screen } from '../kit/screen.js';
import { Client } from '../net/client.js';
import { Live } from '../net/live.js';
import type { Me, Member, Session } from '../net/types.js';
import { sessionDetails, tokensNote } from './details.js';
import { mayRevoke, nameOf, signOutUsers } from './member.js';
import { sessionRow } from './row.js';
import { titleOf } from './session.js';
import rows from './sessions.css';
import styles from './users.css';

export class OneUser extends Screen {
  static override styles = [Screen.styles, fields, rows, styles];
  static override properties = ['client', 'me', 'user'];

  client = new Client('');
  me!: Me;
  user = ''; // the id

  private open = ''; // the id of the session whose details are shown
  private readonly gone = new Map<string, { session: Session; at: number }>(); // ended here, and still shown as such, where they were

  private readonly member = new Load<Member>(this, (options) => this.client.get(`/v1/workspace/users/${this.user}`, options), false);
  private readonly sessions = new Load<Session[]>(this, async (options) => {
    const { sessions } = await this.client.get<{ sessions: Session[] }>(`/v1/workspace/users/${this.user}/sessions`, options);
    return sessions;
  }, false);
  private readonly live = new Live(this, () => this.client, '/v1/workspace/changes', () => this.look(true));

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    if (changed.has('user')) this.look(false);
  }

  private look(background: boolean): void {
    void this.member.reload(background);
    void this.sessions.reload(background);
  }

  private get name(): string { return this.member.value ? nameOf(this.member.value) : ''; }
  private get self(): boolean { return this.user === this.me.user.id; }

  // ---- what can be done ----

  /** One session of somebody else: a question, as it is another one's. */
  private async end(session: Session): Promise<void> {
    const device = titleOf(session);
    const answer = await this.dialog.ask({
      title: t('user.ask', { device, name: this.name }), keep: t('users.keep'), act: t('user.act'), danger: true,
      text: html`<p>${session.current ? t('user.ask.current') : t('user.ask.text', { name: this.name })} ${t('users.ask.work')}</p>${tokensNote(this.me)}`,
    });
    if (!answer || !(await this.attempt(() => this.client.delete(`/v1/workspace/users/${this.user}/sessions/${session.id}`)))) return;
    if (session.current) return location.assign(`${this.client.base}/signed-out`);
    const before = this.sessions.value ?? [];
    const at = before.findIndex((one) => one.id === session.id);
    const next = before[at + 1] ?? before[at - 1];
    this.gone.set(session.id, { session, at });
    this.sessions.set(before.filter((one) => one.id !== session.id));
    this.notices.say(t('users.done', { n: 1, whom: this.name }));
    await this.focusOn(...(next ? [`#end-${next.id}`] : []), 'h1');
    setTimeout(() => { this.gone.delete(session.id); this.requestUpdate(); }, 5_000);
  }

  private async endAll(): Promise<void> {
    const user = this.member.value;
    if (!user) return;
    const done = await signOutUsers([{ ...user, active_sessions: this.sessions.value?.length ?? user.active_sessions }], {
      me: this.me, client: this.client, ask: (question) => this.dialog.ask(question), attempt: (action) => this.attempt(action), tokens: tokensNote(this.me),
    });
    if (!done) return;
    this.sessions.set([]);
    this.notices.say(done);
    await this.focusOn('h1');
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    const value = this.sessions.value;
    this.dataset['state'] = value?.length === 0 ? 'empty' : this.sessions.state;
    return html`
      <a class="back" href="${this.client.base}/workspace/users">${icon('down')}${t('portal.users')}</a>
      ${this.member.show((user) => html`
        <div class="head">
          <h1 tabindex="-1" class="wrap"><bdi>${nameOf(user)}</bdi></h1>
          <div class="row">${liveSwitch(this.live)}</div>
          <p class="lead wrap row">${this.about(user)}</p>
        </div>
        ${this.staleness(this.sessions)}
        ${this.sessions.show((sessions) => this.list(sessions))}`)}`;
  }

  private about(user: Member): TemplateResult {
    return html`${user.email && user.email !== nameOf(user) ? html`<span>${user.email}</span>` : nothing}
      ${user.role_names.map((role) => badge(role))}
      ${user.disabled ? badge(t('users.disabled'), 'bad') : nothing}${this.self ? badge(t('users.you'), 'good') : nothing}`;
  }

  private list(sessions: readonly Session[]): TemplateResult {
    const all = [...sessions];
    for (const { session, at } of this.gone.values()) if (!sessions.some((one) => one.id === session.id)) all.splice(at, 0, session);
    if (all.length === 0) return emptyPanel({ icon: 'desktop', title: t('users.no-sessions'), text: t('user.none', { name: this.name }) });
    return html`<ul class="card rows">${repeat(all, (session) => session.id, (session) => this.row(session))}</ul>
      ${sessions.length > 0 && mayRevoke(this.me) ? html`<div class="below"><p class="muted small">${t('sessions.about')}</p>
        <button type="button" class="button danger" @click=${() => void this.endAll()}>${t('users.sign-out')}</button></div>` : nothing}`;
  }

  private row(session: Session): TemplateResult {
    const { id } = session;
    return sessionRow({
      session, gone: this.gone.has(id), open: this.open === id, details: () => sessionDetails(session),
      onToggle: () => {
        this.open = this.open === id ? '' : id;
        this.requestUpdate();
      },
      onEnd: mayRevoke(this.me) ? () => void this.end(session) : undefined,
    });
  }
}

customElements.define('sojourn-user', OneUser);
