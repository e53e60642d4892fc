// What stands where the content is not: loading, empty, wrong, not allowed, old.

import { html, nothing, type TemplateResult } from 'lit';
import { duration } from '../i18n/times.js';
import { has, t } from '../i18n/texts.js';
import type { Problem } from '../net/client.js';
import { icon, type Icon } from './icons.js';

/** Bars in the place of rows; they show after 150 ms, so that quick answers do not flicker. */
export const skeleton = (rows = 3): TemplateResult => html`
  <div class="card skeleton" role="status" aria-label=${t('loading')}>${Array.from({ length: rows * 3 }, () => html`<i></i>`)}</div>`;

/** Says that there is nothing, and what the next step is. */
export const emptyPanel = (of: { icon?: Icon; title: string; text?: string | TemplateResult; action?: TemplateResult; level?: 2 | 3 }): TemplateResult => html`
  <div class="card vacant">${of.icon ? html`<span class="muted">${icon(of.icon)}</span>` : nothing}
    ${of.level === 3 ? html`<h3>${of.title}</h3>` : html`<h2>${of.title}</h2>`}
    ${of.text ? html`<p>${of.text}</p>` : nothing}${of.action ?? nothing}</div>`;

/**
 * What a problem is, in a sentence for people. Texts are in i18n under "error." and the code; for a request that breaks a
 * rule, under "error.invalid." and the rule, with its limits. The server's own English is the last resort.
 */
export function explain(problem: Problem): string {
  const { rule, min = 0, max = 0 } = problem.details as { rule?: string; min?: number; max?: number };
  const kind = { 0: 'offline', 403: 'forbidden', 404: 'not_found', 409: 'conflict', 429: problem.retryAfter > 0 ? 'wait' : '' }[problem.status];
  const key = [`error.${problem.code}${rule ? `.${rule}` : ''}`, `error.${kind}`].find(has);
  if (key) return t(key, rule === 'time' ? { min: duration(min), max: duration(max) } : { min, max, wait: duration(problem.retryAfter) });
  return problem.status >= 500 ? t('error.internal') : problem.message;
}

/** A request that failed in the place of what it would have brought. Pages that are off or not allowed say so instead. */
export function problemPanel(problem: Problem, retry: () => void): TemplateResult {
  if (problem.code === 'page_switched_off') return emptyPanel({ icon: 'lock', title: t('off.title'), text: t('off.text') });
  if (problem.code === 'permission_missing' || problem.code === 'scope_missing') return deniedPanel(String(problem.details['permission'] ?? problem.details['scope'] ?? ''));
  return html`<div class="card vacant" role="alert"><span class="muted">${icon('warning')}</span><h2>${t('error.title')}</h2>
    <p>${explain(problem)}</p>${problem.requestId ? html`<p class="mono small">${t('error.request', { id: problem.requestId })}</p>` : nothing}
    <button type="button" class="button" @click=${retry}>${t('error.retry')}</button></div>`;
}

export const deniedPanel = (permission: string): TemplateResult => emptyPanel({ icon: 'lock', title: t('denied.title'), text: t('denied.text', { permission }) });

/** A line above the content: it is old, or cannot be changed. */
export const banner = (text: string, action?: { text: string; run: () => void }, look = ''): TemplateResult => html`
  <div class="banner ${look}"><span>${text}</span>${action ? html`<button type="button" class="button" @click=${action.run}>${action.text}</button>` : nothing}</div>`;
