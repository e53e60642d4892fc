// O2, Sessions: every session of the environment, live. The filters are in the address, so that a view can be shared.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { clock } from '../i18n/times.js';
import { liveSwitch } from '../kit/live.js';
import { Load } from '../kit/load.js';
import controls from '../kit/controls.css';
import { menu } from '../kit/menu.js';
import { banner, emptyPanel } from '../kit/panels.js';
import pickerStyles from '../kit/picker.css';
import { kept } from '../kit/table.js';
import tableStyles from '../kit/table.css';
import { Live } from '../net/live.js';
import { Bulk } from './bulk.js';
import { endMany, endMatching } from './endmany.js';
import { asked, isFiltered, readFilter, sameFilter, writeFilter, type Filter } from './filter.js';
import { FilterBar } from './filterbar.js';
import { OperatorScreen } from './screen.js';
import styles from './sessions.css';
import { sessionTable, type Row } from './sessiontable.js';
import type { ManagedSession, SessionPage } from './types.js';

const page = 50;
const most = 200; // sessions that one request brings

export class AllSessions extends OperatorScreen {
  static override styles = [OperatorScreen.styles, controls, tableStyles, pickerStyles, styles];
  static override properties = [...OperatorScreen.properties, 'query'];

  query = '';

  private filter: Filter = readFilter('');
  private rows: Row[] = [];
  private fresh: ManagedSession[] = []; // that came while the list was shown
  private next = '';
  private loading = false; // more of them
  private readonly selected = new Set<string>();
  private readonly bulk = new Bulk(this);
  private readonly bar = new FilterBar(this, () => this.client, () => this.filter, (filter) => this.choose(filter));
  private readonly list = new Load(this, async ({ background, signal }) => {
    const limit = background ? Math.min(most, Math.max(page, this.rows.length + this.fresh.length)) : page;
    const answer = await this.fetchPage(limit, '', { background, signal });
    this.take(answer, background);
    return answer;
  }, false);
  private readonly live = new Live(this, () => this.client, '/v1/changes', () => this.list.value && this.list.reload(true));

  override connectedCallback(): void {
    super.connectedCallback();
    queueMicrotask(() => this.begin());
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('query') || changed.has('client')) {
      const wanted = readFilter(this.query);
      if (this.hasUpdated && (!sameFilter(wanted, this.filter) || changed.has('client'))) {
        this.filter = wanted;
        this.begin();
      }
      this.filter = wanted;
    }
  }

  private begin(): void {
    this.filter = readFilter(this.query);
    this.rows = [];
    this.fresh = [];
    this.next = '';
    this.selected.clear();
    this.list.value = undefined;
    void this.list.reload();
    void this.bar.learn();
  }

  private choose(filter: Filter): void {
    this.query = writeFilter(filter);
    history.replaceState(history.state, '', location.pathname + this.query);
    this.filter = filter;
    this.begin();
  }

  /** A page may hold few although more follow: it goes on until there are some, but not forever. */
  private async fetchPage(limit: number, cursor: string, options: { background?: boolean; signal?: AbortSignal }): Promise<SessionPage> {
    const all: ManagedSession[] = [];
    let next: string | undefined = cursor;
    for (let asks = 0; asks < 8 && next !== undefined && all.length < limit / 2; asks++) {
      const answer: SessionPage = await this.client.get(`/v1/sessions?${asked(this.filter, limit, next)}`, options);
      all.push(...answer.sessions);
      next = answer.next;
    }
    return next === undefined ? { sessions: all } : { sessions: all, next };
  }

  /** Rows keep their place: those that are gone grey, and new ones wait behind the bar. */
  private take(answer: SessionPage, background: boolean): void {
    if (!background || this.rows.length === 0) {
      this.rows = answer.sessions.map((session) => ({ session, gone: false }));
      this.fresh = [];
      this.next = answer.next ?? '';
      return;
    }
    const there = new Map(kept(this.rows.map((row) => row.session), answer.sessions).map((session) => [session.id, session]));
    const known = new Set(this.rows.map((row) => row.session.id));
    const oldest = answer.next ? Math.min(...answer.sessions.map((session) => Date.parse(session.created_at))) : 0;
    this.rows = this.rows.map(({ session, gone }) => {
      const now = there.get(session.id);
      if (now) return { session: now, gone };
      return { session, gone: gone || Date.parse(session.created_at) >= oldest };
    });
    const newest = Math.max(...this.rows.map((row) => Date.parse(row.session.created_at)));
    const before = this.fresh.length;
    this.fresh = answer.sessions.filter((session) => !known.has(session.id) && Date.parse(session.created_at) >= newest);
    for (const row of this.rows) if (row.gone) this.selected.delete(row.session.id);
    if (this.fresh.length > before) this.notices.announce(t('session.fresh', { n: this.fresh.length }));
  }

  private showFresh(): void {
    this.rows = [...this.fresh.map((session): Row => ({ session, gone: false })), ...this.rows.filter((row) => !row.gone)];
    this.fresh = [];
    void this.focusOn('h1');
    this.requestUpdate();
  }

  private async more(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    this.requestUpdate();
    const at = this.rows.length;
    await this.attempt(async () => {
      const answer = await this.fetchPage(page, this.next, {});
      const known = new Set(this.rows.map((row) => row.session.id));
      this.rows = [...this.rows, ...answer.sessions.filter((session) => !known.has(session.id)).map((session): Row => ({ session, gone: false }))];
      this.next = answer.next ?? '';
    });
    this.loading = false;
    this.requestUpdate();
    const first = this.rows[at];
    if (first) await this.focusOn(`#user-${first.session.id}`);
  }

  // ---- ending ----

  private gone(ids: readonly string[]): void {
    ids.forEach((id) => { this.selected.delete(id); });
    this.rows = this.rows.map((row) => (ids.includes(row.session.id) ? { ...row, gone: true } : row));
    this.requestUpdate();
  }

  private goneOne(id: string): void {
    this.gone([id]);
    const at = this.rows.findIndex((row) => row.session.id === id);
    const free = (row: Row): boolean => !row.gone && row.session.state === 'active';
    const next = this.rows.slice(at + 1).find(free) ?? this.rows.slice(0, at).reverse().find(free);
    void this.focusOn(...(next ? [`#end-${next.session.id}`] : []), 'h1');
  }

  private details(session: ManagedSession): void {
    this.drawer.open(session, this.can('sessions:write') ? () => void this.endOne(session).then((done) => {
      if (!done) return;
      this.drawer.close();
      this.goneOne(session.id);
    }) : undefined);
  }

  private async endSelected(): Promise<void> {
    const chosen = this.rows.filter((row) => this.selected.has(row.session.id)).map((row) => row.session);
    const ended = await endMany(chosen, { client: this.client, dialog: this.dialog, notices: this.notices, bulk: this.bulk });
    this.gone(ended);
    if (ended.length > 0) await this.focusOn('h1');
  }

  private async endAll(): Promise<void> {
    const done = await endMatching(this.filter, { client: this.client, dialog: this.dialog, notices: this.notices, bulk: this.bulk });
    if (!done) return;
    await this.list.reload(true);
    await this.focusOn('h1');
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    this.dataset['state'] = this.list.state;
    const mayEnd = this.can('sessions:write');
    return html`
      <div class="head">
        <h1 tabindex="-1">${t('session.title')}</h1>
        <div class="row">${liveSwitch(this.live)}${mayEnd && this.filter.state !== 'ended' ? menu({ id: 'all', label: t('session.menu'), items: [
          { text: isFiltered(this.filter) ? t('session.all.matching') : t('session.all.active'), danger: true, onSelect: () => void this.endAll() },
        ] }) : nothing}</div>
        <p class="lead">${t('session.lead')}</p>
      </div>
      ${this.staleness(this.list)}
      ${this.live.state === 'paused' && this.list.at ? banner(t('session.paused', { time: clock(this.list.at) }), { text: t('refresh'), run: () => void this.list.reload(true) }, 'info') : nothing}
      ${this.bar.render()}
      ${this.fresh.length > 0 ? html`<button type="button" class="fresh" @click=${() => this.showFresh()}>${t('session.fresh.show', { n: this.fresh.length })}</button>` : nothing}
      ${this.list.show(() => (this.rows.length === 0 ? this.nothing() : this.table(mayEnd)))}
      ${this.selected.size > 0 && !this.bulk.running ? html`<div class="bar"><span class="grow">${t('session.selected', { n: this.selected.size })}</span>
        <button type="button" class="button" @click=${() => { this.selected.clear(); this.requestUpdate(); void this.focusOn('h1'); }}>${t('session.select.none')}</button>
        <button type="button" class="button danger primary" @click=${() => void this.endSelected()}>${t('session.end.n', { n: this.selected.size })}</button></div>` : nothing}
      ${this.bulk.render()}
      ${this.drawer.render()}`;
  }

  private nothing(): TemplateResult {
    if (isFiltered(this.filter) || this.filter.state === 'ended') {
      return emptyPanel({ icon: 'search', title: t('session.none.filtered'), action: html`<button type="button" class="button" @click=${() => { this.choose(readFilter('')); void this.focusOn('h1'); }}>${t('session.f.clear')}</button>` });
    }
    return emptyPanel({ icon: 'desktop', title: t('session.none'), text: t('session.none.text') });
  }

  private table(mayEnd: boolean): TemplateResult {
    return html`${sessionTable({
      label: t('session.title'), rows: this.rows, base: this.base, onDetails: (session) => this.details(session),
      ...(mayEnd ? {
        selected: this.selected,
        onSelect: (session: ManagedSession, on: boolean) => { this.selected[on ? 'add' : 'delete'](session.id); this.requestUpdate(); },
        end: (session: ManagedSession, describedby: string) => this.endButton(session, describedby, () => this.goneOne(session.id)),
      } : {}),
    })}
    <div class="row spread after"><span class="muted small">${t('session.shown', { n: this.rows.filter((row) => !row.gone).length })}${this.list.at ? ` ${t('session.as-of', { time: clock(this.list.at) })}` : ''}</span>
      ${this.next ? html`<button type="button" class="button" aria-disabled=${this.loading ? 'true' : nothing} @click=${() => void this.more()}>${t('session.more')}</button>` : nothing}</div>`;
  }
}

customElements.define('sojourn-all-sessions', AllSessions);
