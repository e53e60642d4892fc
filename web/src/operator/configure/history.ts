// O9, publish history: every version with its author; what lies between two; back to one through the review.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { selectField } from '../../kit/field.js';
import { emptyPanel, explain } from '../../kit/panels.js';
import { Load } from '../../kit/load.js';
import { table } from '../../kit/table.js';
import { ago } from '../../kit/time.js';
import type { Problem } from '../../net/client.js';
import type { Environment } from '../../net/types.js';
import { Across } from './across.js';
import { actorOf } from '../sentences.js';
import type { Change, Permission, Version } from '../document.js';
import { go, OperatorScreen } from './screen.js';
import { changesTable } from './words.js';

interface Answer { versions: Version[]; next?: number }
interface Compared { before: number; after: number; changes: Change[]; permissions: Permission[]; roles: { key: string; name: string; permissions: string[] }[] }

export class History extends OperatorScreen {
  static override properties = [...OperatorScreen.properties, 'environments'];

  environments: readonly Environment[] = [];
  private readonly across = new Across(this, () => this.environments, (action) => this.attempt(action), (path) => go(this.at(path)));
  private more: Version[] = [];
  private next: number | undefined;
  private readonly counts = new Map<number, number>(); // of changes, by version
  private compared: Compared | undefined;
  private pair: [string, string] = ['', ''];

  private readonly versions = new Load(this, async (options) => {
    const answer = await this.client.get<Answer>('/v1/settings/versions', options);
    this.more = [];
    this.next = answer.next;
    void this.countChanges(answer.versions);
    return answer.versions;
  });

  private get all(): Version[] { return [...(this.versions.value ?? []), ...this.more]; }

  private async loadMore(): Promise<void> {
    await this.attempt(async () => {
      const answer = await this.client.get<Answer>(`/v1/settings/versions?below=${this.next}`);
      this.more = [...this.more, ...answer.versions];
      this.next = answer.next;
      void this.countChanges(answer.versions);
      this.requestUpdate();
    });
  }

  /** How much each version has changed; it comes when it comes. */
  private async countChanges(versions: readonly Version[]): Promise<void> {
    for (const { version } of versions) {
      if (this.counts.has(version) || !this.isConnected) continue;
      try {
        this.counts.set(version, (await this.between(version - 1, version)).length);
        this.requestUpdate();
      } catch {
        return; // the number is left out
      }
    }
  }

  private async between(before: number, after: number): Promise<Change[]> {
    return (await this.client.get<{ changes: Change[] }>(`/v1/settings/versions/${before}/compare?with=${after}`, { background: true })).changes;
  }

  private async compare(before: number, after: number): Promise<void> {
    this.pair = [String(before), String(after)];
    try {
      const [changes, b, a, known] = await Promise.all([
        this.between(before, after), this.client.get<Version>(`/v1/settings/versions/${before}`), this.client.get<Version>(`/v1/settings/versions/${after}`),
        this.client.get<{ permissions: Permission[] }>('/v1/permissions'),
      ]);
      const documents = [a.document, b.document].filter((one) => one !== undefined);
      this.compared = { before, after, changes, permissions: [...known.permissions, ...documents.flatMap((one) => one.permissions)], roles: documents.flatMap((one) => one.roles) };
    } catch (error) {
      this.notices.say(explain(error as Problem));
    }
    this.requestUpdate();
    await this.focusOn('#compared');
  }

  protected view(): TemplateResult {
    this.dataset['state'] = this.versions.state;
    return html`${this.head({ title: t('history.title'), lead: t('history.lead') })}${this.staleness(this.versions)}
      ${this.versions.show(() => html`${this.content()}${this.across.render(this.may('settings:write'))}`)}`;
  }

  private content(): TemplateResult {
    const { all } = this;
    const current = all[0]?.version;
    if (current === undefined) return emptyPanel({ icon: 'check', title: t('history.none'), text: t('history.none.text') });
    return html`<div class="card">${table({
      label: t('history.title'), rows: all, id: (one) => String(one.version),
      columns: [
        { key: 'version', head: t('history.version'), look: 'lead', cell: (one) => html`<b>${t('history.n', { version: one.version })}</b> ${one.version === current ? badge(t('history.current'), 'good') : nothing}
          ${one.restores ? badge(t('history.restores', { version: one.restores })) : nothing}${one.note ? html`<p class="wrap">${one.note}</p>` : nothing}` },
        { key: 'at', head: t('history.at'), cell: (one) => (one.published_at ? ago(one.published_at) : '') },
        { key: 'by', head: t('history.by'), cell: (one) => (one.published_by ? actorOf(one.published_by) : '') },
        { key: 'changes', head: t('history.changes'), look: 'number', cell: (one) => this.counts.get(one.version) ?? '–' },
        { key: 'ended', head: t('history.ended'), look: 'number', cell: (one) => one.ended },
        { key: 'act', head: t('history.actions'), look: 'end', cell: (one) => html`<span class="row acts"><button type="button" class="link small" aria-label=${t('history.look', { version: one.version })} @click=${() => void this.compare(one.version - 1, one.version)}>${t('history.what')}</button>
          ${one.version !== current && this.may('settings:write') ? html`<a class="small" href="${this.at('review')}?restore=${one.version}" aria-label=${t('review.restore', { version: one.version })}>${t('history.restore')}</a>` : nothing}</span>` },
      ],
    })}</div>
    ${this.next ? html`<div class="row part"><button type="button" class="button" @click=${() => void this.loadMore()}>${t('audit.more')}</button></div>` : nothing}
    ${this.comparison(all)}`;
  }

  private comparison(all: readonly Version[]): TemplateResult {
    const options = [...all.map((one) => [String(one.version), t('history.n', { version: one.version })] as const), ['0', t('history.zero')] as const];
    const [before, after] = [this.pair[0] || String((all[0]?.version ?? 1) - 1), this.pair[1] || String(all[0]?.version ?? 0)];
    return html`<section class="part" aria-labelledby="compare"><h2 id="compare">${t('history.compare')}</h2>
      <div class="tools">${selectField({ id: 'before', label: t('history.from'), value: before, options, onChange: (value) => { this.pair = [value, after]; this.requestUpdate(); } })}
        ${selectField({ id: 'after', label: t('history.to'), value: after, options, onChange: (value) => { this.pair = [before, value]; this.requestUpdate(); } })}
        <button type="button" class="button" @click=${() => void this.compare(Number(before), Number(after))}>${t('history.compare.act')}</button></div>
      ${this.compared ? this.difference(this.compared) : nothing}</section>`;
  }

  private difference(of: Compared): TemplateResult {
    const name = (version: number): string => (version === 0 ? t('history.zero') : t('history.n', { version }));
    return html`<h3 id="compared" tabindex="-1">${t('history.between', { before: name(of.before), after: name(of.after), n: of.changes.length })}</h3>
      ${of.changes.length > 0 ? html`<div class="card">${changesTable(of.changes, of, { before: name(of.before), after: name(of.after) })}</div>` : nothing}`;
  }
}

customElements.define('sojourn-history', History);
