// Everything about one session, beside the list: the device, when, why and when it ends, and what happened to it.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { duration, exact } from '../i18n/times.js';
import { has, t } from '../i18n/texts.js';
import { badge, iconButton } from '../kit/button.js';
import type { Component } from '../kit/component.js';
import { deviceIcon, icon } from '../kit/icons.js';
import { explain } from '../kit/panels.js';
import { moment } from '../kit/moment.js';
import { ago } from '../kit/time.js';
import type { Client, Problem } from '../net/client.js';
import { placeOf, titleOf } from '../portal/session.js';
import { settingKeys, type SettingKey } from '../settings/model.js';
import { auditList, eventsOf } from './auditlist.js';
import type { Event as Told } from './sentences.js';
import type { ManagedSession, TenantSettings } from './types.js';
import { ownerOf, whyEnded } from './words.js';

interface Around { client: Client; base: string; audit: boolean; settings: boolean }

const endsBy: Readonly<Record<SettingKey, string>> = { idle_session_timeout: 'idle_timeout', force_relogin: 'forced_relogin', max_concurrent_sessions: 'concurrency_limit' };

/** Where it signed in, beside where it was used last. What is not the same is marked, and said. */
const places = (session: ManagedSession, latest: NonNullable<ManagedSession['latest']>): TemplateResult => {
  const rows: [string, string, string][] = [
    [t('session.d.address'), session.address, latest.address], [t('session.d.place'), placeOf(session), placeOf(latest)],
    [t('session.d.system'), session.device.os ?? '–', latest.device.os ?? '–'], [t('session.d.client'), session.device.browser ?? '–', latest.device.browser ?? '–'],
    [t('session.d.agent'), session.device.user_agent ?? '–', latest.device.user_agent ?? '–'],
  ];
  return html`<table class="compare"><thead><tr><td></td><th scope="col">${t('session.d.first')}</th><th scope="col">${t('session.d.latest')}<br><span class="muted small">${t('session.d.since')} ${moment(latest.seen_at)}</span></th></tr></thead>
    <tbody>${rows.map(([term, first, last]) => html`<tr><th scope="row">${term}</th><td><bdi>${first}</bdi></td><td>${first === last ? html`<bdi>${last}</bdi>` : html`<mark><bdi>${last}</bdi></mark><span class="hidden"> ${t('session.d.differs')}</span>`}</td></tr>`)}</tbody></table>`;
};

export class Drawer implements ReactiveController {
  session: ManagedSession | undefined;
  private settings: TenantSettings | undefined;
  private events: Told[] | undefined;
  private problem: Problem | undefined;
  private opener: HTMLElement | null = null;
  private end: (() => void) | undefined;

  constructor(private readonly host: Component, private readonly around: () => Around) { host.addController(this); }

  hostDisconnected(): void { this.session = undefined; }

  /** Opens it; onEnd is what its button does, which is not there without. */
  open(session: ManagedSession, onEnd?: () => void): void {
    this.opener = this.host.shadowRoot?.activeElement as HTMLElement | null;
    this.session = session;
    this.end = onEnd;
    this.settings = this.events = this.problem = undefined;
    this.host.requestUpdate();
    void this.load(session);
  }

  close(): void {
    if (!this.session) return;
    this.session = undefined;
    this.element?.close();
    this.host.requestUpdate();
    if (this.opener?.isConnected) this.opener.focus();
  }

  private get element(): HTMLDialogElement | null { return this.host.renderRoot.querySelector('dialog.drawer'); }

  /** Once it is drawn. */
  show(): void { if (this.session && this.element && !this.element.open) this.element.showModal(); }

  private async load(session: ManagedSession): Promise<void> {
    const { client, audit, settings } = this.around();
    try {
      const [one, held, log] = await Promise.all([
        client.get<ManagedSession>(`/v1/sessions/${session.id}`),
        settings ? client.get<TenantSettings>(`/v1/tenants/${session.tenant_id}/session-settings`).catch(() => undefined) : undefined,
        audit ? eventsOf(client.get(`/v1/audit?session=${session.id}&limit=50`)) : undefined,
      ]);
      if (this.session?.id !== session.id) return;
      this.session = one;
      this.settings = held;
      this.events = log;
    } catch (error) {
      this.problem = error as Problem;
    }
    this.host.requestUpdate();
  }

  render(): TemplateResult {
    const session = this.session;
    return html`<dialog class="drawer" aria-labelledby="drawer-title" @cancel=${(event: Event) => { event.preventDefault(); this.close(); }}
      @click=${(event: Event) => { if (event.target === this.element) this.close(); }}>${session ? html`<div class="inside">
      <div class="row spread nowrap"><h2 class="wrap row" id="drawer-title" tabindex="-1" autofocus>${icon(deviceIcon(session.device.kind))}<bdi>${titleOf(session)}</bdi></h2>
        ${iconButton({ icon: 'close', label: t('session.close'), onClick: () => this.close() })}</div>
      <p class="wrap"><a href="${this.around().base}/users/${session.user_id}"><bdi>${ownerOf(session)}</bdi></a>
        <span class="muted">${t('session.in')}</span> <a href="${this.around().base}/workspaces/${session.tenant_id}"><bdi>${session.tenant_name ?? session.tenant_id}</bdi></a></p>
      <p>${session.state === 'active' ? badge(t('session.state.active'), 'good') : badge(whyEnded(session.end_reason))}</p>
      ${this.problem ? html`<p class="error">${explain(this.problem)}</p>` : nothing}
      ${this.trace(session)}
      ${this.facts(session)}
      ${this.around().audit ? html`<section><h3>${t('session.d.log')}</h3>${this.events ? auditList(this.events, t('session.d.log.none')) : html`<p class="muted small">${t('loading')}</p>`}</section>` : nothing}
      ${session.state === 'active' && this.end ? html`<p><button type="button" class="button danger" @click=${() => this.end?.()}>${t('session.end.this')}</button></p>` : nothing}
    </div>` : nothing}</dialog>`;
  }

  /** Why and when it ends, by each rule, the first one marked. */
  private trace(session: ManagedSession): TemplateResult {
    if (session.state !== 'active') {
      return html`<section><h3>${t('session.trace.ended')}</h3><p>${t('session.trace.ended.text', { time: exact(new Date(session.ended_at ?? '')), reason: whyEnded(session.end_reason) })}</p></section>`;
    }
    if (!this.settings) return html`${nothing}`;
    const { effective } = this.settings;
    return html`<section><h3>${t('session.trace')}</h3><ul class="trace">${settingKeys.map((key) => {
      const one = effective[key];
      const limit = 'limit_seconds' in one ? one.limit_seconds : 'limit_sessions' in one ? one.limit_sessions : undefined;
      const source = key === 'idle_session_timeout' && effective.idle_session_timeout.built_in ? t('session.source.built-in') : t(`session.source.${one.source}`);
      const leads = session.ends_by === endsBy[key];
      return html`<li class=${leads ? 'leads' : ''}><span class="wrap"><b>${t(`settings.${key}`)}</b> ${limit === undefined ? html`<span class="muted">${t('session.trace.none')}</span>` : html`<span>${
        key === 'max_concurrent_sessions' ? t('settings.sessions', { n: limit }) : duration(limit)}</span> <span class="muted">(${source})</span>`}</span>
        <span class="muted small">${limit === undefined ? nothing : this.when(session, key, limit, leads)}</span></li>`;
    })}</ul></section>`;
  }

  private when(session: ManagedSession, key: SettingKey, limit: number, leads: boolean): string {
    if (key === 'max_concurrent_sessions') return t('session.trace.most');
    const from = Date.parse(key === 'idle_session_timeout' ? session.last_active_at : session.created_at);
    const time = exact(new Date(leads && session.ends_at ? session.ends_at : from + limit * 1000));
    return t(key === 'idle_session_timeout' ? 'session.trace.idle' : 'session.trace.age', { time });
  }

  private facts(session: ManagedSession): TemplateResult {
    const fact = (term: string, value: unknown, look = ''): TemplateResult => html`<div><dt>${term}</dt><dd class="wrap ${look}">${value}</dd></div>`;
    const methods = session.methods.map((method) => { const key = `session.method.${method}`; return has(key) ? t(key) : method; }).join(', ');
    return html`<section><h3>${t('session.d.facts')}</h3><dl class="facts-list">
      ${fact(t('session.d.active'), html`${moment(session.last_active_at)}<br><span class="muted">${ago(session.last_active_at)}</span>`)}
      ${fact(t('session.d.in'), html`${moment(session.created_at)}<br><span class="muted">${ago(session.created_at)}</span>`)}
      ${session.latest ? nothing : html`${fact(t('session.d.address'), session.address, 'mono')}${fact(t('session.d.place'), placeOf(session))}`}
      ${session.name ? fact(t('session.d.device'), session.device.title || t('device.unknown')) : nothing}
      ${methods ? fact(t('session.d.method'), methods) : nothing}
      ${fact(t('session.d.id'), session.id, 'mono')}
      ${session.device.user_agent && !session.latest ? fact(t('session.d.agent'), session.device.user_agent, 'mono') : nothing}
    </dl>${session.latest ? places(session, session.latest) : nothing}</section>`;
  }
}
