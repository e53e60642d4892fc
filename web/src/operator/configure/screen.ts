// What the screens of the operator portal have in common, and those that edit the draft.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import type { Styles } from '../../kit/component.js';
import controls from '../../kit/controls.css';
import fields from '../../kit/fields.css';
import { banner, explain, problemPanel, skeleton } from '../../kit/panels.js';
import { Screen } from '../../kit/screen.js';
import tableStyles from '../../kit/table.css';
import tabStyles from '../../kit/tabs.css';
import { Client, type Problem } from '../../net/client.js';
import type { Environment } from '../../net/types.js';
import { bar } from './bar.js';
import { Endings, type EndingPage } from '../../settings/endings.js';
import type { Document, Permission } from '../document.js';
import { UsesDraft, type Draft } from '../draft.js';
import endingStyles from '../../settings/endings.css';
import styles from './configure.css';
import { Preview } from './preview.js';

/** Goes to an address of the portal, as a link does. */
export function go(href: string): void {
  history.pushState(null, '', href);
  dispatchEvent(new PopStateEvent('popstate'));
}

/** Changes what follows the question mark, without going anywhere. */
export function setQuery(query: URLSearchParams): void {
  const text = query.toString();
  history.replaceState(null, '', location.pathname + (text ? `?${text}` : ''));
}

export abstract class OperatorScreen extends Screen {
  static override styles: Styles = [Screen.styles, fields, controls, tableStyles, tabStyles, endingStyles, styles];
  static override properties = ['client', 'environment'];

  client = new Client('');
  environment!: Environment;
  private told = '';

  protected may(scope: string): boolean { return this.environment.scopes?.includes(scope) ?? false; }

  /** The address of a screen of this environment. */
  protected at(path: string): string { return `/operator/${this.environment.id}/${path}`; }

  /** How a screen begins: its heading, what can be done, and a sentence. */
  protected head(of: { title: string | TemplateResult; lead?: string | TemplateResult; tools?: TemplateResult }): TemplateResult {
    return html`<div class="head"><h1 class="wrap" tabindex="-1">${of.title}</h1>${of.tools ? html`<div class="row">${of.tools}</div>` : nothing}
      ${of.lead ? html`<p class="lead">${of.lead}</p>` : nothing}</div>`;
  }

  /** Tells the frame what the screen shows one of. */
  protected called(name: string): void {
    if (name === this.told) return;
    this.told = name;
    queueMicrotask(() => this.dispatchEvent(new CustomEvent('sojourn-title', { bubbles: true, composed: true, detail: name })));
  }
}

/** A screen that edits the draft. What it shows is in body, once the draft is there. */
export abstract class DraftScreen extends OperatorScreen {
  protected readonly uses = new UsesDraft(this);
  protected readonly preview = new Preview(this, () => this.uses.draft, () => this.may('settings:read'));

  private readonly endings = new Endings(this, (query) => this.client.post<EndingPage>(`/v1/settings/impact${query}`, this.draft.document));

  protected abstract top(): TemplateResult;
  protected abstract body(document: Document): TemplateResult;

  /** Reads what is being typed; false when it cannot be kept. */
  protected commit(): boolean { return true; }
  /** After the document was replaced by another one than was edited here. */
  protected taken(_document: Document): void { /* screens that keep nothing of their own need not know */ }
  /** What stands below the bar: what is no part of the draft. */
  protected below(): TemplateResult | typeof nothing { return nothing; }
  /** Whether the bar is there although nothing waits. */
  protected readonly alwaysBar: boolean = false;

  protected get draft(): Draft { return this.uses.draft; }
  protected get writable(): boolean { return this.may('settings:write'); }
  protected get known(): Permission[] { return [...this.draft.builtIn, ...(this.draft.document?.permissions ?? [])]; }

  protected view(): TemplateResult {
    const { document, problem } = this.draft;
    this.dataset['state'] = document ? 'ready' : problem ? 'error' : 'loading';
    return html`${this.top()}${this.trouble()}
      ${document ? html`${this.body(document)}${this.alwaysBar || this.draft.count > 0 || this.draft.dirty ? this.foot() : nothing}${this.below()}`
        : problem ? problemPanel(problem, () => void this.draft.load(true)) : skeleton()}${this.endings.render()}`;
  }

  /** What others have done meanwhile. */
  private trouble(): TemplateResult | typeof nothing {
    if (!navigator.onLine) return banner(t('offline.banner'));
    if (this.draft.conflict?.code === 'draft_conflict') {
      return banner(t('draft.conflict'), { text: t('draft.conflict.load'), run: () => void this.reload() });
    }
    if (this.draft.outdated) return banner(t('draft.outdated', { version: this.draft.version }), { text: t('draft.outdated.look'), run: () => go(this.at('review')) });
    return nothing;
  }

  private foot(): TemplateResult {
    return bar({
      draft: this.draft, preview: this.preview, writable: this.writable, show: this.may('sessions:read') ? this.endings.button() : html``,
      onDiscard: () => void this.discard(), onSave: () => void this.save(), onReview: () => void this.review(),
    });
  }

  protected async reload(): Promise<void> {
    await this.draft.load(true);
    if (this.draft.document) this.taken(this.draft.document);
    await this.focusOn('h1');
  }

  protected async save(): Promise<boolean> {
    if (!this.commit()) return false;
    const done = await this.kept(() => this.draft.save());
    if (done) this.notices.say(t(this.draft.count > 0 ? 'draft.saved' : 'draft.saved.empty'));
    return done;
  }

  private async review(): Promise<void> {
    if (this.commit() && (await this.kept(() => this.draft.save()))) go(this.at('review'));
  }

  private async discard(): Promise<void> {
    const others = this.draft.count;
    if (this.draft.revision > 0) {
      const answer = await this.dialog.ask({
        title: t('draft.discard.ask'), text: t('draft.discard.text', { n: others }), keep: t('draft.discard.keep'), act: t('draft.discard.act', { n: others }), danger: true,
      });
      if (!answer) return;
    }
    if (!(await this.kept(() => this.draft.discard()))) return;
    if (this.draft.document) this.taken(this.draft.document);
    this.notices.say(t('draft.discarded'));
    await this.focusOn('h1');
  }

  /** Does something with the draft; a conflict is told where the screen begins, all else as a notice. */
  private async kept(action: () => Promise<void>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      const problem = error as Problem;
      this.notices.say(problem.code === 'draft_conflict' ? t('draft.conflict') : `${explain(problem)} ${t('error.unchanged')}`);
      this.requestUpdate();
      return false;
    }
  }
}
