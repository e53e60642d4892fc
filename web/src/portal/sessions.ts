// S1, Personal → Privacy & Security: where I am signed in. This is the screen to copy from; docs/web.md explains it.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from '../kit/repeat.js';
import { duration, clock } from '../i18n/times.js';
import { rich, t } from '../i18n/texts.js';
import { adopt } from '../kit/dialog.js';
import { icon } from '../kit/icons.js';
import { liveSwitch } from '../kit/live.js';
import { Load } from '../kit/load.js';
import { menu } from '../kit/menu.js';
import { banner, skeleton } from '../kit/panels.js';
import { Screen } from '../kit/screen.js';
import { Client, Problem } from '../net/client.js';
import { Live } from '../net/live.js';
import type { Me, Session } from '../net/types.js';
import { sessionRow } from './row.js';
import { placeOf, titleOf } from './session.js';
import styles from './sessions.css';
import { withTexts } from './texts.js';

/** From how many sessions on a search is offered. */
const many = 8;
/** How long a row that is gone stays, so that its reader sees what became of it. */
const lingers = 5_000;

interface Row { session: Session; gone: number } // since when it is gone, in milliseconds; 0 while it is there

export class Sessions extends Screen {
  static override styles = [Screen.styles, styles];
  static override properties = ['client', 'me'];

  client = new Client('');
  me!: Me;

  private rows: Row[] = [];
  private open = ''; // the id of the session whose details are shown
  private find = '';
  private more: typeof import('./details.js') | undefined;
  private recent = false; // whether the sign-outs are shown
  private readonly busy = new Set<string>(); // ids of sessions that are being ended

  private readonly sessions = new Load(this, async (options) => {
    const answer = await this.client.get<{ sessions: Session[] }>('/v1/me/sessions', options);
    this.take(answer.sessions, options.background);
    return answer.sessions;
  });
  private readonly signOuts = new Load(this, async (options) =>
    (await this.client.get<{ sessions: Session[] }>('/v1/me/sign-outs', options)).sessions, false);
  private readonly live = new Live(this, () => this.client, '/v1/me/changes', () => {
    void this.sessions.reload(true);
    if (this.recent) void this.signOuts.reload(true);
  });

  override connectedCallback(): void {
    super.connectedCallback();
    // Whoever has just signed in is told when that has ended another session.
    if (Date.now() - Date.parse(this.me.session.created_at) < 5 * 60_000) void this.signOuts.reload();
  }

  // ---- what is shown ----

  /** Rows that are shown keep their place, those that are gone stay for a moment, new ones come where they belong. */
  private take(fresh: readonly Session[], background: boolean): void {
    const before = this.rows;
    if (fresh.length >= many) void this.needMore();
    const there = new Map(fresh.map((session) => [session.id, session]));
    const known = new Set(before.map((row) => row.session.id));
    const now = Date.now();
    const gone = before.filter((row) => !row.gone && !there.has(row.session.id));
    if (this.touched && before.length > 0) {
      const stay = before.map((row): Row => ({ session: there.get(row.session.id) ?? row.session, gone: row.gone || (there.has(row.session.id) ? 0 : now) }));
      this.rows = [...stay, ...fresh.filter((session) => !known.has(session.id)).map((session): Row => ({ session, gone: 0 }))];
    } else {
      this.rows = fresh.map((session): Row => ({ session, gone: 0 }));
      before.forEach((row, i) => {
        if (!there.has(row.session.id)) this.rows.splice(Math.min(i, this.rows.length), 0, { session: row.session, gone: row.gone || now });
      });
    }
    if (gone.length > 0) setTimeout(() => this.sweep(), lingers);
    if (!background || before.length === 0) return;
    const elsewhere = gone.filter((row) => !this.busy.has(row.session.id)).length;
    const added = fresh.length - (before.filter((row) => !row.gone).length - gone.length);
    if (elsewhere > 0) this.notices.announce(t('sessions.gone', { n: elsewhere }));
    else if (added > 0) this.notices.announce(t('sessions.new', { n: added }));
  }

  /** Whether a pointer or the focus is in the list: then no row may move. */
  private get touched(): boolean { return this.renderRoot?.querySelector('.rows:hover, .rows:focus-within') !== null; }

  /** Takes away what has been gone for long enough, unless somebody is at it. */
  private sweep(): void {
    if (this.touched) return void setTimeout(() => this.sweep(), lingers);
    const until = Date.now() - lingers + 50; // timers may ring a little early
    this.rows = this.rows.filter((row) => !row.gone || row.gone > until);
    this.requestUpdate();
  }

  private get others(): Session[] { return this.rows.filter((row) => !row.gone && !row.session.current).map((row) => row.session); }

  // ---- what can be done ----

  /** One session of one's own: no question, it costs little to sign in again. */
  private async end(session: Session): Promise<void> {
    this.busy.add(session.id);
    this.requestUpdate();
    const done = await this.attempt(() => this.client.delete(`/v1/me/sessions/${session.id}`));
    this.busy.delete(session.id);
    this.requestUpdate();
    if (!done) return;
    this.goneHere([session.id]);
    this.notices.announce(t('sessions.end.done', { device: titleOf(session) }));
    await this.focusNext(session.id);
  }

  /** Loads what is not shown at once. */
  private async needMore(): Promise<typeof this.more> {
    await this.attempt(async () => {
      this.more ??= await withTexts('details', import('./details.js')).catch(() => { throw new Problem(0, {}); });
      if (this.more) adopt(this, ...this.more.styles);
      this.requestUpdate();
    });
    return this.more;
  }

  private async endOthers(): Promise<void> {
    const more = await this.needMore();
    if (!more || !(await this.dialog.ask(more.askOthers(this.others.length, this.me)))) return;
    let ended = 0;
    const done = await this.attempt(async () => { ended = (await this.client.post<{ ended: number }>('/v1/me/sessions/end-others')).ended; });
    if (!done) return;
    this.goneHere(this.others.map((session) => session.id));
    this.notices.say(t('sessions.others.done', { n: ended }));
    await this.focusOn('h1');
  }

  private async endEverywhere(): Promise<void> {
    const more = await this.needMore();
    if (more && (await this.dialog.ask(more.askEverywhere(this.others.length + 1, this.me))) && (await this.attempt(() => this.client.post('/v1/me/sessions/end-all')))) this.leave();
  }

  private async endHere(): Promise<void> {
    if (await this.attempt(() => this.client.post('/v1/sign-out'))) this.leave();
  }

  /** Hosts are told that nobody is signed in any more; in the portal, the server says goodbye. */
  private leave(): void {
    const told = this.dispatchEvent(new CustomEvent('signed-out', { bubbles: true, composed: true, cancelable: true }));
    if (told) location.assign(`${this.client.base}/signed-out`);
  }

  private async rename({ id }: Session, name: string): Promise<void> {
    const done = await this.attempt(async () => {
      const session = await this.client.patch<Session>(`/v1/me/sessions/${id}`, { name });
      this.rows = this.rows.map((row) => (row.session.id === id ? { ...row, session } : row));
    });
    if (done) this.notices.say(t('sessions.rename.done'));
  }

  private goneHere(ids: readonly string[]): void {
    this.rows = this.rows.map((row) => (ids.includes(row.session.id) ? { ...row, gone: row.gone || Date.now() } : row));
    setTimeout(() => this.sweep(), lingers);
    this.requestUpdate();
  }

  /** The button of the next row, else of the one before, else the heading. */
  private focusNext(id: string): Promise<void> {
    const at = this.rows.findIndex((row) => row.session.id === id);
    const free = (row: Row): boolean => !row.gone && !row.session.current;
    const next = this.rows.slice(at + 1).find(free) ?? this.rows.slice(0, at).reverse().find(free);
    return this.focusOn(...(next ? [`#end-${next.session.id}`] : []), 'h1');
  }

  private toggle(id: string): void {
    this.open = this.open === id ? '' : id;
    if (this.open) void this.needMore();
    this.requestUpdate();
  }

  private toggleRecent(): void {
    this.recent = !this.recent;
    if (this.recent) void this.needMore();
    if (this.recent && !this.signOuts.value) void this.signOuts.reload();
    this.requestUpdate();
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    this.dataset['state'] = this.sessions.state;
    return html`
      <div class="head">
        <h1 tabindex="-1">${t('sessions.title')}</h1>
        <div class="row">${liveSwitch(this.live)}${menu({
          id: 'all', label: t('sessions.menu'), items: [
            { text: t('sessions.here'), onSelect: () => void this.endHere() },
            { text: t('sessions.everywhere'), danger: true, onSelect: () => void this.endEverywhere() },
          ],
        })}</div>
        <p class="lead">${this.policy()}</p>
      </div>
      ${this.staleness(this.sessions)}
      ${this.evicted()}
      ${this.sessions.value || this.rows.length > 0 ? this.list() : this.sessions.show(() => html``)}
      ${this.below()}
      ${this.past()}`;
  }

  /** What holds, in a sentence, and who says so. */
  private policy(): string {
    const { idle_session_timeout: idle, force_relogin: age, max_concurrent_sessions: most } = this.me.session_settings;
    const said: string[] = [];
    if (idle.limit_seconds) said.push(t('sessions.idle', { idle: duration(idle.limit_seconds) }));
    if (age.limit_seconds) said.push(t('sessions.age', { age: duration(age.limit_seconds) }));
    if (most.limit_sessions) said.push(t('sessions.maximum', { n: most.limit_sessions }));
    if ([idle, age, most].some((one) => one.on && one.source === 'tenant')) said.push(t('sessions.by-workspace', { workspace: this.me.tenant.name }));
    return said.join(' ');
  }

  private evicted(): TemplateResult | typeof nothing {
    const begun = Date.parse(this.me.session.created_at);
    const limit = this.me.session_settings.max_concurrent_sessions.limit_sessions;
    const oldest = this.signOuts.value?.find((one) => one.end_reason === 'concurrency_limit' && Math.abs(Date.parse(one.ended_at ?? '') - begun) < 2000);
    return oldest && limit ? banner(t('sessions.evicted', { device: titleOf(oldest), workspace: this.me.tenant.name, n: limit }), undefined, 'info') : nothing;
  }

  private list(): TemplateResult {
    const words = this.find.trim().toLowerCase();
    const rows = words ? this.rows.filter(({ session }) => `${titleOf(session)} ${session.device.title} ${placeOf(session)} ${session.address}`.toLowerCase().includes(words)) : this.rows;
    return html`
      ${this.rows.length >= many && this.more ? html`<div class="find">${this.more.searchField({
        id: 'find', label: t('sessions.filter'), value: this.find, onInput: (value) => { this.find = value; this.requestUpdate(); },
      })}</div>` : nothing}
      <ul class="card rows">
        ${repeat(rows, (row) => row.session.id, (row) => this.row(row))}
        ${words && rows.length === 0 ? html`<li class="quiet">${t('sessions.filter.none')} <button type="button" class="link" @click=${() => {
          this.find = '';
          void this.focusOn('#find');
          this.requestUpdate();
        }}>${t('sessions.filter.clear')}</button></li>` : nothing}
        ${this.others.length === 0 && !words ? html`<li class="quiet">${t('sessions.only')} <span class="muted">${this.sessions.at ? t('sessions.read', { time: clock(this.sessions.at) }) : nothing}</span></li>` : nothing}
      </ul>`;
  }

  private row({ session, gone }: Row): TemplateResult {
    const { id } = session;
    return sessionRow({
      session, gone: gone > 0, open: this.open === id, onToggle: () => this.toggle(id),
      details: () => this.more?.sessionDetails(session, (name) => void this.rename(session, name)),
      busy: this.busy.has(id), onEnd: session.current ? undefined : () => void this.end(session),
    });
  }

  private below(): TemplateResult {
    const n = this.others.length;
    const password = html`<a href="${this.client.base}/password?return_to=${encodeURIComponent(location.pathname)}">${t('sessions.hint.password')}</a>`;
    return html`<div class="below">
      <div class="muted small">${n > 0 ? html`<p>${rich('sessions.hint', { password })}</p>` : nothing}<p>${t('sessions.about')}</p></div>
      ${n > 0 ? html`<button type="button" class="button danger" @click=${() => void this.endOthers()}>${t('sessions.others', { n })}</button>` : nothing}
    </div>`;
  }

  private past(): TemplateResult {
    return html`<section class="past">
      <h2><button type="button" class="disclose" aria-expanded=${this.recent} aria-controls="recent" @click=${() => this.toggleRecent()}>
        ${icon(this.recent ? 'up' : 'down')}<span>${t('sessions.recent')}</span> <span class="muted">${t('sessions.recent.days')}</span></button></h2>
      <div id="recent" ?hidden=${!this.recent}>${this.recent ? this.signOuts.show((all) => this.more?.pastList(all) ?? skeleton(2), 2) : nothing}</div>
    </section>`;
  }
}

customElements.define('sojourn-sessions', Sessions);
