// One event of the audit log: its sentence, and what was changed.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { moment } from '../../kit/moment.js';
import type { Change } from '../document.js';
import { actorOf, reasonOf, type Event } from '../sentences.js';
import { changesTable } from './words.js';

export const entry = (one: Event, filter: (name: string, id: string) => void): TemplateResult => {
  const fact = (label: string, value: unknown): TemplateResult | typeof nothing => (value ? html`<div><dt>${label}</dt><dd>${value}</dd></div>` : nothing);
  const only = (name: 'actor' | 'user' | 'session' | 'tenant', id: string | undefined): TemplateResult | typeof nothing =>
    id ? html`<button type="button" class="link small" @click=${() => filter(name, id)}>${t(`audit.only.${name}`)}</button>` : nothing;
  return html`<dl class="facts-list">
      ${fact(t('audit.at'), moment(one.at))}${fact(t('audit.actor'), html`${actorOf(one.actor)}<br>${only('actor', one.actor.id)}`)}
      ${fact(t('audit.user'), one.user_id ? html`${one.user ?? t('actor.user')}<br>${only('user', one.user_id)}` : '')}
      ${fact(t('audit.tenant'), one.tenant_id ? html`${one.tenant ?? t('actor.tenant')}<br>${only('tenant', one.tenant_id)}` : '')}
      ${fact(t('audit.session'), one.session_id ? html`<span class="mono">${one.session_id}</span><br>${only('session', one.session_id)}` : '')}
      ${fact(t('audit.address'), one.actor.address ? html`<span class="mono">${one.actor.address}</span>` : '')}
      ${fact(t('audit.reason'), one.reason ? reasonOf(one.reason) : '')}${fact(t('audit.kind'), html`<span class="mono">${one.kind}</span>`)}
      ${fact(t('audit.id'), html`<span class="mono">${one.id}</span>`)}
    </dl>${one.data ? changed(one.data) : nothing}`;
};

/** Before and after, however the kind of event tells them. */
function changed(data: Record<string, unknown>): TemplateResult {
  const { changes, before, after, ...rest } = data;
  const shown = (value: unknown): string => (typeof value === 'string' ? value || '–' : value === undefined ? '–' : JSON.stringify(value, null, 1));
  return html`
    ${Object.keys(rest).length > 0 ? html`<dl class="facts-list">${Object.entries(rest).map(([name, value]) => html`<div><dt>${name}</dt><dd class="wrap">${typeof value === 'object' ? JSON.stringify(value) : String(value)}</dd></div>`)}</dl>` : nothing}
    ${Array.isArray(changes) && changes.length > 0 ? html`<div class="card">${changesTable(changes as Change[], { permissions: [], roles: [] }, { before: t('audit.before'), after: t('audit.after') })}</div>` : nothing}
    ${before !== undefined || after !== undefined ? html`<div class="both"><div><h3>${t('audit.before')}</h3><pre>${shown(before)}</pre></div><div><h3>${t('audit.after')}</h3><pre>${shown(after)}</pre></div></div>` : nothing}`;
}
