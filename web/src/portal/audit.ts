// S3, Workspace → Audit log: what was changed in the workspace, in plain sentences.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from '../kit/repeat.js';
import { clock, exact } from '../i18n/times.js';
import { language, t } from '../i18n/texts.js';
import { selectField } from '../kit/field.js';
import fields from '../kit/fields.css';
import { Load } from '../kit/load.js';
import { emptyPanel } from '../kit/panels.js';
import { Screen } from '../kit/screen.js';
import { unlessSame } from '../kit/table.js';
import { Client } from '../net/client.js';
import { Live } from '../net/live.js';
import type { Me } from '../net/types.js';
import styles from './audit.css';
import { actorOf, sentenceOf, type AuditEvent } from './sentence.js';

const pageSize = 50;
const kinds = {
  any: [],
  sessions: ['session.created', 'session.ended', 'session.renamed', 'sessions.ended'],
  settings: ['session_settings.changed'],
  people: ['membership.added', 'membership.removed', 'membership.roles_changed'],
} as const;
type What = keyof typeof kinds;
type When = 'any' | '1' | '7' | '30';

interface Events { events: AuditEvent[]; next?: string }

export class Audit extends Screen {
  static override styles = [Screen.styles, fields, styles];
  static override properties = ['client', 'me'];

  client = new Client('');
  me!: Me;

  private what: What = 'any';
  private when: When = 'any';
  private more = false; // whether more are being loaded

  private readonly log: Load<Events> = new Load<Events>(this, (options) => this.page('', Math.min(200, options.background ? Math.max(pageSize, this.log.value?.events.length ?? 0) : pageSize), options));
  private readonly live = new Live(this, () => this.client, '/v1/me/changes', () => { if ((this.log.value?.events.length ?? 0) <= pageSize) void this.log.reload(true); });

  /** A page may be empty although more follow: then the one after it is asked for. */
  private async page(cursor: string, limit: number, options: { background: boolean; signal?: AbortSignal }): Promise<Events> {
    const query = new URLSearchParams({ limit: String(limit) });
    if (cursor) query.set('cursor', cursor);
    if (kinds[this.what].length > 0) query.set('kind', kinds[this.what].join(','));
    if (this.when !== 'any') query.set('from', new Date(Date.now() - Number(this.when) * 86_400_000).toISOString());
    const found = await this.client.get<Events>(`/v1/workspace/audit?${query}`, options);
    return found.events.length === 0 && found.next ? this.page(found.next, limit, options) : found;
  }

  private filter(of: { what?: What; when?: When }): void {
    this.what = of.what ?? this.what;
    this.when = of.when ?? this.when;
    void this.log.reload();
    this.requestUpdate();
  }

  private async showMore(): Promise<void> {
    const shown = this.log.value;
    if (!shown?.next || this.more) return;
    this.more = true;
    this.requestUpdate();
    await this.attempt(async () => {
      const further = await this.page(shown.next ?? '', pageSize, { background: false });
      if (this.log.value !== shown) return; // filtered or refreshed meanwhile
      this.log.set({ ...further, events: [...shown.events, ...further.events] });
      this.notices.announce(t('audit.more.done', { n: further.events.length }));
      await this.focusOn(further.next ? '#more' : 'h1');
    });
    this.more = false;
    this.requestUpdate();
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    const { value, state } = this.log;
    this.dataset['state'] = value?.events.length === 0 ? 'empty' : state;
    this.dataset['live'] = this.live.state;
    return html`
      <div class="head"><h1 tabindex="-1">${t('audit.title')}</h1><p class="lead">${t('audit.lead', { workspace: this.me.tenant.name })}</p></div>
      ${this.staleness(this.log)}
      <div class="filters">
        ${selectField({ id: 'what', label: t('audit.what'), value: this.what, options: (Object.keys(kinds) as What[]).map((what) => [what, t(`audit.what.${what}`)] as const), onChange: (what) => this.filter({ what }) })}
        ${selectField({ id: 'when', label: t('audit.when'), value: this.when, options: (['any', '1', '7', '30'] as const).map((when) => [when, t(`audit.when.${when}`)] as const), onChange: (when) => this.filter({ when }) })}
      </div>
      ${this.log.show((log) => (log.events.length > 0 ? this.list(log) : this.none()), 5)}`;
  }

  private none(): TemplateResult {
    if (this.what === 'any' && this.when === 'any') return emptyPanel({ icon: 'search', title: t('audit.empty') });
    return emptyPanel({ icon: 'search', title: t('audit.none'), action: html`<button type="button" class="button" @click=${() => {
      this.filter({ what: 'any', when: 'any' });
      void this.focusOn('#what');
    }}>${t('users.clear')}</button>` });
  }

  /** By day, each with its own heading. */
  private list({ events, next }: Events): TemplateResult {
    const days = new Map<string, AuditEvent[]>();
    for (const event of events) {
      const day = dayOf(new Date(event.at));
      days.set(day, [...(days.get(day) ?? []), event]);
    }
    return html`${repeat(days, ([day]) => day, ([day, of]) => html`<section class="day"><h2>${day}</h2>
        <ul class="card">${repeat(of, (event) => event.id, (event) => unlessSame([event], () => this.row(event)))}</ul></section>`)}
      ${next ? html`<p class="further"><button type="button" class="button" id="more" aria-disabled=${this.more ? 'true' : nothing} @click=${() => void this.showMore()}>${t('audit.more')}</button></p>` : nothing}`;
  }

  private row(event: AuditEvent): TemplateResult {
    const at = new Date(event.at);
    const sentence = sentenceOf(event);
    const actor = actorOf(event);
    const facts = [
      event.kind !== 'session.ended' || event.actor.kind === 'system' || sentence.includes(actor) ? '' : actor,
      event.actor.address ?? '',
    ].filter(Boolean).join(t('separator'));
    return html`<li><time class="at" datetime=${event.at} title=${exact(at)}>${clock(at)}</time>
      <p class="wrap">${sentence} ${facts ? html`<span class="muted small">${facts}</span>` : nothing}</p></li>`;
  }
}

function dayOf(at: Date): string {
  const day = (date: Date): string => date.toDateString();
  if (day(at) === day(new Date())) return t('audit.today');
  if (day(at) === day(new Date(Date.now() - 86_400_000))) return t('audit.yesterday');
  return new Intl.DateTimeFormat(language(), { dateStyle: 'full' }).format(at);
}

customElements.define('sojourn-audit', Audit);
