// The review: what would change, whom it concerns, and the button that puts it into force. The same for going back to an
// earlier version (?restore=).

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { Load } from '../../kit/load.js';
import { textField } from '../../kit/field.js';
import { icon } from '../../kit/icons.js';
import { banner, emptyPanel, explain, problemPanel, skeleton } from '../../kit/panels.js';
import { ago } from '../../kit/time.js';
import { Problem } from '../../net/client.js';
import { rightsInWords, sessionsInWords } from './bar.js';
import { Endings, type EndingPage } from '../../settings/endings.js';
import type { Document, Impact, Version } from '../document.js';
import { UsesDraft, type Draft } from '../draft.js';
import { OperatorScreen } from './screen.js';
import { changesTable } from './words.js';

/** From which part on a count has changed so much that it is shown again. */
const tolerance = 0.1;

export class Review extends OperatorScreen {
  private readonly uses = new UsesDraft(this);
  private note = '';
  private busy = false;
  private recounted: { before: number; after: number } | undefined;
  private failed = '';
  private done: Version | undefined;
  private old: Version | undefined; // what is restored

  private readonly impact = new Load<Impact>(this, async ({ signal }) => {
    await this.draft.load();
    if (this.draft.problem && !this.draft.document) throw this.draft.problem;
    return this.count(signal);
  });

  private get draft(): Draft { return this.uses.draft; }
  private get restores(): number { return Number(new URLSearchParams(location.search).get('restore')) || 0; }

  private readonly endings = new Endings(this, (query) => this.client.post<EndingPage>(`/v1/settings/impact${query}`, this.wanted));

  private get wanted(): Document | undefined { return this.restores ? this.old?.document : this.draft.document; }

  private async count(signal?: AbortSignal): Promise<Impact> {
    if (this.restores && this.old?.version !== this.restores) this.old = await this.client.get<Version>(`/v1/settings/versions/${this.restores}`);
    return this.client.post<Impact>('/v1/settings/impact', this.wanted, signal ? { signal } : {});
  }

  private async publish(): Promise<void> {
    const seen = this.impact.value;
    if (!seen || this.busy) return;
    this.busy = true;
    this.failed = '';
    this.requestUpdate();
    try {
      const { restores } = this;
      if (!restores) await this.draft.save();
      const now = await this.count();
      if (now.version !== seen.version) {
        await this.draft.load(true);
        this.impact.set(now);
        this.failed = t('draft.outdated', { version: now.version });
        await this.focusOn('#failed');
        return;
      }
      if (Math.abs(now.sessions - seen.sessions) > Math.max(seen.sessions, 1) * tolerance || (now.own && !seen.own)) {
        this.recounted = { before: seen.sessions, after: now.sessions };
        this.impact.set(now);
        await this.focusOn('#recounted');
        return;
      }
      const version = this.draft.version;
      const done = restores ? await this.client.post<Version>(`/v1/settings/versions/${restores}/restore`, { note: this.note })
        : await this.client.post<Version>('/v1/settings/draft/publish', { revision: this.draft.revision, note: this.note });
      this.done = { ...done, restores: version };
      this.notices.announce(this.result(done));
      await this.draft.load(true);
      await this.focusOn('h1');
    } catch (error) {
      const problem = error instanceof Problem ? error : new Problem(0, {});
      this.failed = problem.code === 'draft_conflict' ? t('draft.conflict') : `${explain(problem)} ${t('error.unchanged')}`;
      if (problem.status === 409) await this.draft.load(true).then(() => this.impact.reload());
      await this.focusOn('#failed');
    } finally {
      this.busy = false;
      this.requestUpdate();
    }
  }

  private result(done: Version): string {
    return `${t('review.done', { version: done.version })} ${t(done.ended > 0 ? 'review.ended' : 'review.ended.none', { n: done.ended })}`;
  }

  private async rebase(): Promise<void> {
    if (!(await this.attempt(() => this.draft.rebase()))) return;
    await this.impact.reload();
    await this.focusOn('h1');
  }

  private async drop(): Promise<void> {
    if (!(await this.attempt(() => this.draft.discard()))) return;
    await this.impact.reload();
    await this.focusOn('h1');
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    this.dataset['state'] = this.done ? 'done' : this.impact.state;
    if (this.done) return this.published(this.done);
    const { restores } = this;
    const title = restores ? t('review.restore', { version: restores }) : t('review.title');
    return html`${this.head({ title, lead: t('review.lead', { environment: this.environment.name, version: this.draft.version + 1 }) })}
      ${!restores && this.draft.outdated ? this.outdated() : nothing}
      ${this.impact.value ? this.content(this.impact.value) : this.impact.problem ? this.refused(this.impact.problem) : skeleton()}${this.endings.render()}`;
  }

  /** A draft that cannot be published as it is says where it is wrong. */
  private refused(problem: Problem): TemplateResult {
    if (problem.status !== 400 && problem.status !== 422) return problemPanel(problem, () => void this.impact.reload());
    return html`<div class="error" role="alert">${explain(problem)} ${problem.field ? html`<span class="mono wrap">${problem.field}</span>` : nothing}</div>`;
  }

  private outdated(): TemplateResult {
    return html`<section class="card pad stack tight outdated" aria-labelledby="outdated">
      <h2 id="outdated">${t('draft.outdated', { version: this.draft.version })}</h2><p>${t('review.outdated.text', { version: this.draft.version })}</p>
      <div class="row"><button type="button" class="button" @click=${() => void this.rebase()}>${t('review.outdated.keep')}</button>
      <button type="button" class="button" @click=${() => void this.drop()}>${t('review.outdated.drop', { version: this.draft.version })}</button></div></section>`;
  }

  private names(): { permissions: Document['permissions']; roles: Document['roles'] } {
    const documents = [this.old?.document, this.draft.document, this.draft.published].filter((one) => one !== undefined);
    return { permissions: [...this.draft.builtIn, ...documents.flatMap((one) => one.permissions)], roles: documents.flatMap((one) => one.roles) };
  }

  private content(impact: Impact): TemplateResult {
    if (impact.changes.length === 0) {
      return emptyPanel({ icon: 'check', title: t('review.nothing'), text: t('review.nothing.text'), action: html`<a class="button" href=${this.at('environment-settings/publish-history')}>${t('history.title')}</a>` });
    }
    const writable = this.may('settings:write');
    const blocked = !writable || (!this.restores && this.draft.outdated) || this.busy || !navigator.onLine;
    return html`
      <div class="card">${changesTable(impact.changes, this.names(), { before: t('review.now'), after: t('review.then') })}</div>
      <section class="part" aria-labelledby="effect"><h2 id="effect">${t('review.effect')}</h2>
        ${this.recounted ? html`<p class="warn" id="recounted" tabindex="-1">${t('review.recounted', { before: this.recounted.before, after: this.recounted.after })}</p>` : nothing}
        <ul class="effects card pad">${[
          html`<li class=${impact.sessions > 0 ? 'loud' : ''}>${icon(impact.sessions > 0 ? 'warning' : 'check')}<span>${sessionsInWords(impact)} ${impact.sessions > 0 && this.may('sessions:read') ? this.endings.button() : nothing}</span></li>`,
          ...rightsInWords(impact).map((sentence) => html`<li>${icon('people')}<span>${sentence}</span></li>`),
        ]}</ul></section>
      <section class="part form" aria-labelledby="publish-title"><h2 id="publish-title">${t('review.note')}</h2>
        ${textField({ id: 'note', label: t('review.note.label'), value: this.note, max: 500, hint: t('review.note.hint'), onInput: (value) => { this.note = value; } })}
        ${this.failed ? html`<p class="error" id="failed" tabindex="-1">${this.failed}</p>` : nothing}
        ${writable ? nothing : banner(t('draft.look-only'))}
        <div class="row"><button type="button" class="button primary" aria-disabled=${blocked ? 'true' : nothing} @click=${() => blocked || void this.publish()}>${t('review.publish', { environment: this.environment.name })}</button>
          <button type="button" class="button quiet" @click=${() => history.back()}>${t('review.back')}</button></div>
        ${!this.restores && this.draft.savedAt ? html`<p class="small muted">${this.draft.savedBy?.name ? t('review.saved.by', { name: this.draft.savedBy.name }) : t('review.saved')} ${ago(this.draft.savedAt)}</p>` : nothing}
      </section>`;
  }

  private published(done: Version): TemplateResult {
    const before = done.restores ?? 0;
    return html`${this.head({ title: this.result(done), lead: t('review.done.lead', { environment: this.environment.name }) })}
      <section class="card pad stack tight"><p>${t('review.no-return')}</p>
        <div class="row">${before > 0 ? html`<a class="button" href="${this.at('review')}?restore=${before}" @click=${() => this.begin()}>${t('review.restore', { version: before })}</a>` : nothing}
          <a class="button" href=${this.at('environment-settings/publish-history')}>${t('history.title')}</a></div></section>`;
  }

  /** From what is done to the next review, at the same element. */
  private begin(): void {
    this.done = this.recounted = undefined;
    this.note = '';
    this.impact.value = undefined;
    setTimeout(() => void this.impact.reload());
  }
}

customElements.define('sojourn-review', Review);
