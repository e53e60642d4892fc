// O8, the audit log: what was changed, when, by whom. The filter is in the address, so that a view can be shared.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from '../../kit/repeat.js';
import { t } from '../../i18n/texts.js';
import { iconButton } from '../../kit/button.js';
import { selectField } from '../../kit/field.js';
import { emptyPanel, explain, problemPanel, skeleton } from '../../kit/panels.js';
import { unlessSame } from '../../kit/table.js';
import { ago } from '../../kit/time.js';
import { Problem } from '../../net/client.js';
import styles from './audit.css';
import { reasonOf, sentenceOf, type Event } from '../sentences.js';
import { entry } from './auditentry.js';
import { OperatorScreen, setQuery } from './screen.js';

interface Answer { events: Event[]; next?: string }

/** What can be filtered for: kinds that belong together. */
const topics = {
  settings: ['settings.published', 'settings.draft_saved', 'settings.draft_discarded', 'session_settings.changed'],
  ends: ['session.ended', 'sessions.ended'],
  signins: ['session.created', 'session.renamed'],
  users: ['user.created', 'user.updated', 'user.disabled', 'user.enabled', 'user.deleted', 'user.password_set', 'membership.added', 'membership.removed', 'membership.roles_changed'],
  workspaces: ['tenant.created', 'tenant.updated', 'tenant.deleted'],
  keys: ['api_key.created', 'api_key.revoked', 'signing_key.created', 'signing_key.removed'],
  operators: ['operator.granted', 'operator.revoked', 'environment.created', 'environment.renamed', 'environment.archived', 'environment.revived'],
} as const;
type Topic = keyof typeof topics;
const ids = ['actor', 'user', 'session', 'tenant'] as const;

export class Audit extends OperatorScreen {
  static override styles = [OperatorScreen.styles, styles];

  private events: Event[] | undefined;
  private next = '';
  private problem: Problem | undefined;
  private open = '';
  private busy = false;
  private round = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('popstate', this.onPlace);
    queueMicrotask(() => void this.load());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('popstate', this.onPlace);
  }

  private readonly onPlace = (): void => void this.load();

  private get query(): URLSearchParams { return new URLSearchParams(location.search); }

  /** The filter as the API takes it. */
  private filter(): URLSearchParams {
    const { query } = this;
    const asked = new URLSearchParams();
    const topic = query.get('topic') as Topic | null;
    if (topic && topics[topic]) asked.set('kind', topics[topic].join(','));
    for (const id of ids) if (query.get(id)) asked.set(id, query.get(id) as string);
    const [from, to] = [day(query.get('from')), day(query.get('to'))];
    if (from) asked.set('from', from.toISOString());
    if (to) asked.set('to', new Date(to.getFullYear(), to.getMonth(), to.getDate() + 1).toISOString());
    return asked;
  }

  private async load(more = false): Promise<void> {
    const round = ++this.round;
    const asked = this.filter();
    if (more) asked.set('cursor', this.next);
    this.busy = true;
    this.requestUpdate();
    try {
      const answer = await this.client.get<Answer>(`/v1/audit?${asked}`);
      if (round !== this.round) return;
      const before = more ? this.events ?? [] : [];
      this.events = [...before, ...answer.events];
      this.next = answer.next ?? '';
      this.problem = undefined;
      if (more) {
        this.notices.announce(t('audit.more.done', { n: answer.events.length }));
        await this.focusOn(`#open-${answer.events[0]?.id ?? ''}`, '#more', 'h1');
      }
    } catch (error) {
      if (round !== this.round) return;
      this.problem = error instanceof Problem ? error : new Problem(0, {});
      if (this.events) this.notices.say(explain(this.problem));
    } finally {
      if (round === this.round) this.busy = false;
      this.requestUpdate();
    }
  }

  private set(name: string, value: string): void {
    const { query } = this;
    if (value) query.set(name, value);
    else query.delete(name);
    setQuery(query);
    void this.load();
  }

  private clear(): void {
    setQuery(new URLSearchParams());
    void this.load();
    void this.focusOn('#topic');
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    this.dataset['state'] = this.events ? 'ready' : this.problem ? 'error' : 'loading';
    const address = (format: string): string => `${this.client.base}/v1/audit/export?${new URLSearchParams([...this.filter(), ['format', format]])}`;
    return html`${this.head({
      title: t('audit.title'), lead: t('audit.lead'),
      tools: html`<a class="button" download href=${address('csv')}>${t('audit.csv')}</a><a class="button" download href=${address('jsonl')}>${t('audit.jsonl')}</a>`,
    })}${this.filters()}${this.list()}`;
  }

  private filters(): TemplateResult {
    const { query } = this;
    const date = (name: 'from' | 'to'): TemplateResult => html`<div class="field"><label for=${name}>${t(`audit.${name}`)}</label>
      <input class="input" type="date" id=${name} .value=${query.get(name) ?? ''} @change=${(event: InputEvent) => this.set(name, (event.target as HTMLInputElement).value)}></div>`;
    return html`<div class="tools" role="search" aria-label=${t('audit.filter')}>
      ${selectField<Topic | ''>({ id: 'topic', label: t('audit.topic'), value: (query.get('topic') ?? '') as Topic | '', options: [['', t('audit.topic.all')], ...(Object.keys(topics) as Topic[]).map((topic) => [topic, t(`audit.topic.${topic}`)] as const)], onChange: (topic) => this.set('topic', topic) })}
      ${date('from')}${date('to')}
      ${ids.filter((id) => query.get(id)).map((id) => html`<button type="button" class="chip" @click=${() => this.set(id, '')} aria-label=${t('audit.chip.remove', { what: this.chip(id) })}>${this.chip(id)} <span aria-hidden="true">×</span></button>`)}
      ${[...query.keys()].length > 0 ? html`<button type="button" class="button quiet" @click=${() => this.clear()}>${t('filter.clear')}</button>` : nothing}</div>`;
  }

  /** What an ID in the filter is called, as far as an event tells. */
  private chip(id: (typeof ids)[number]): string {
    const wanted = this.query.get(id) ?? '';
    const of = { actor: (one: Event) => [one.actor.id, one.actor.name], user: (one: Event) => [one.user_id, one.user], tenant: (one: Event) => [one.tenant_id, one.tenant], session: () => [] }[id];
    const name = this.events?.map(of).find(([key]) => key === wanted)?.[1] ?? `…${wanted.slice(-6)}`;
    return t(`audit.chip.${id}`, { name });
  }

  private list(): TemplateResult {
    const { events, problem } = this;
    if (!events) return problem ? problemPanel(problem, () => void this.load()) : skeleton(5);
    if (events.length === 0 && !this.next) {
      return [...this.query.keys()].length > 0
        ? emptyPanel({ icon: 'search', title: t('audit.none.filtered'), action: html`<button type="button" class="button" @click=${() => this.clear()}>${t('filter.clear')}</button>` })
        : emptyPanel({ icon: 'check', title: t('audit.none'), text: t('audit.none.text') });
    }
    return html`<ul class="card log" aria-busy=${this.busy}>${repeat(events, (one) => one.id, (one) => unlessSame([one, this.open === one.id], () => this.row(one)))}</ul>
      ${this.next ? html`<div class="row part"><button type="button" class="button" id="more" aria-disabled=${this.busy ? 'true' : nothing} @click=${() => this.busy || void this.load(true)}>${t('audit.more')}</button></div>` : nothing}`;
  }

  private row(one: Event): TemplateResult {
    const open = this.open === one.id;
    const sentence = sentenceOf(one);
    return html`<li><div class="when">${ago(one.at)}</div>
      <div class="what"><p class="wrap" id="says-${one.id}">${sentence}</p><p class="facts wrap">${[
        one.actor.address ? html`<span class="mono">${one.actor.address}</span>` : nothing, one.tenant ? html`<span>${one.tenant}</span>` : nothing, one.reason ? html`<span>${reasonOf(one.reason)}</span>` : nothing,
        one.data?.['note'] ? html`<q>${one.data['note']}</q>` : nothing,
      ]}</p></div>
      ${iconButton({ id: `open-${one.id}`, icon: open ? 'up' : 'down', label: t('audit.details', { sentence }), expanded: open, controls: `entry-${one.id}`, onClick: () => { this.open = open ? '' : one.id; this.requestUpdate(); } })}
      <div class="entry" id="entry-${one.id}" ?hidden=${!open}>${open ? entry(one, (name, id) => this.set(name, id)) : nothing}</div></li>`;
  }
}

/** A day as the address has it, at its beginning here. */
function day(text: string | null): Date | undefined {
  const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text ?? '') ?? [];
  return y ? new Date(Number(y), Number(m) - 1, Number(d)) : undefined;
}

customElements.define('sojourn-audit', Audit);
