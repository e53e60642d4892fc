// Whom a change would sign out: the sessions themselves, page by page, in a dialog over the screen that tells their number.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import type { Component } from '../kit/component.js';
import { explain, skeleton } from '../kit/panels.js';
import { ago } from '../kit/time.js';
import type { Problem } from '../net/client.js';
import type { Session } from '../net/types.js';
import { titleOf } from '../portal/session.js';

export interface Ending extends Session { user_name?: string; user_email?: string; tenant_name?: string; would_end_by: string }
export interface EndingPage { sessions: number; users: number; ending?: Ending[]; next?: string }

/** How many are asked for at once. */
const atOnce = 100;

/** Belongs to a screen, which draws it once, and begins it with a button. What is fetched is a preview with show. */
export class Endings implements ReactiveController {
  private all: Ending[] = [];
  private told: EndingPage | undefined;
  private failed = '';
  private opened = false;
  private round = 0; // what comes for an earlier opening is not taken
  private opener: HTMLElement | undefined;

  constructor(private readonly host: Component, private readonly fetch: (query: string) => Promise<EndingPage>) { host.addController(this); }

  hostDisconnected(): void { this.close(); }

  private get dialog(): HTMLDialogElement | null { return this.host.renderRoot.querySelector<HTMLDialogElement>('dialog.endings'); }

  private readonly open = async (event: Event): Promise<void> => {
    this.opener = event.currentTarget as HTMLElement;
    this.round++;
    this.opened = true;
    this.all = [];
    this.told = undefined;
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.dialog?.showModal();
    await this.more();
  };

  private close(): void {
    if (!this.opened) return;
    this.opened = false;
    this.dialog?.close();
    this.host.requestUpdate();
    if (this.opener?.isConnected) this.opener.focus();
  }

  private async more(): Promise<void> {
    const { round } = this;
    this.failed = '';
    try {
      const page = await this.fetch(`?show=${atOnce}${this.told?.next ? `&cursor=${this.told.next}` : ''}`);
      if (round !== this.round) return;
      const first = this.all.length;
      this.all = [...this.all, ...(page.ending ?? [])];
      this.told = page;
      this.host.requestUpdate();
      await this.host.updateComplete;
      if (first > 0) this.dialog?.querySelector<HTMLElement>(`[data-n="${first}"]`)?.focus();
    } catch (error) {
      if (round !== this.round) return;
      this.failed = explain(error as Problem);
      this.host.requestUpdate();
    }
  }

  button(): TemplateResult { return html`<button type="button" class="link show-them" @click=${this.open}>${t('endings.show')}</button>`; }

  render(): TemplateResult | typeof nothing {
    if (!this.opened) return nothing;
    const { told } = this;
    return html`<dialog class="endings" aria-labelledby="endings-title" @cancel=${() => this.close()}>
      <div class="endings-in">
        <h2 id="endings-title">${t('endings.title')}</h2>
        ${told ? html`<p class="muted">${told.sessions === 0 ? t('endings.none') : t('endings.count', { n: told.sessions, users: t('settings.impact.users', { n: told.users }) })}</p>` : this.failed ? nothing : skeleton()}
        ${this.all.length > 0 ? html`<ul tabindex="0" role="list" aria-labelledby="endings-title">${this.all.map(row)}</ul>` : nothing}
        ${this.failed ? html`<p class="error" role="alert">${this.failed}</p>` : nothing}
        <div class="actions">${told?.next || this.failed ? html`<button type="button" class="button" @click=${() => void this.more()}>${this.failed ? t('error.retry') : t('endings.more', { n: this.all.length, total: told?.sessions ?? 0 })}</button>` : nothing}
          <button type="button" class="button primary" autofocus @click=${() => this.close()}>${t('endings.close')}</button></div>
      </div></dialog>`;
  }
}

const row = (one: Ending, n: number): TemplateResult => html`<li data-n=${n} tabindex="-1">
  <b class="wrap"><bdi>${one.user_name || one.user_email || one.user_id}</bdi>${one.current ? html` ${badge(t('endings.own'), 'accent')}` : nothing}</b>
  <span class="why">${t(`endings.${one.would_end_by as 'idle_timeout'}`)}</span>
  <span class="muted small wrap"><bdi>${titleOf(one)}</bdi>${one.tenant_name ? html` · <bdi>${one.tenant_name}</bdi>` : nothing}</span>
  <span class="muted small">${one.would_end_by === 'idle_timeout' ? html`${t('endings.active')} ${ago(one.last_active_at)}` : html`${t('endings.signed-in')} ${ago(one.created_at)}`}</span></li>`;
