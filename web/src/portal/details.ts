// What my sessions show when they are asked for more: details of one, those that ended, a field to find one, questions.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from '../kit/repeat.js';
import { has, rich, t } from '../i18n/texts.js';
import { duration } from '../i18n/times.js';
import { badge } from '../kit/button.js';
import type { Question } from '../kit/dialog.js';
import fields from '../kit/fields.css';
import { deviceIcon, icon } from '../kit/icons.js';
import { moment } from '../kit/moment.js';
import { ago } from '../kit/time.js';
import type { Me, Session } from '../net/types.js';
import look from './details.css';
import { placeOf, titleOf } from './session.js';

export { searchField } from '../kit/field.js';
export const styles = [fields, look];

/** How long apps may go on that hold an access token. */
export const tokensNote = (me: Me): TemplateResult => html`<p class="muted small">${t('sessions.tokens', { life: duration(me.access_token_seconds) })}</p>`;

/** Whether all n other sessions are to end. */
export const askOthers = (n: number, me: Me): Question => ({
  title: t('sessions.others.ask'), text: html`<p>${t('sessions.others.text', { n })}</p>${tokensNote(me)}`,
  keep: t('sessions.others.keep'), act: t('sessions.others.act', { n }), danger: true,
});

/** Whether all n sessions are to end, this one among them. */
export const askEverywhere = (n: number, me: Me): Question => ({
  title: t('sessions.everywhere.ask'), text: html`<p>${t('sessions.everywhere.text', { n })}</p>${tokensNote(me)}`,
  keep: t('sessions.everywhere.keep'), act: t('sessions.everywhere.act'), danger: true,
});

/** All that is known of a session; with rename, the form that names its device. */
export function sessionDetails(session: Session, rename?: (name: string) => void): TemplateResult {
  const methods = session.methods.map((method) => (has(`sessions.method.${method}`) ? t(`sessions.method.${method}` as 'sessions.method.pwd') : method)).join(', ');
  const fact = (term: string, value: unknown, look = ''): TemplateResult => html`<div><dt>${term}</dt><dd class="wrap ${look}">${value}</dd></div>`;
  return html`
    <dl class="facts-list">
      ${fact(t('sessions.d.active'), moment(session.last_active_at))}
      ${fact(t('sessions.d.in'), moment(session.created_at))}
      ${session.ends_at ? fact(t('sessions.d.ends'), moment(session.ends_at)) : nothing}
      ${fact(t('sessions.d.address'), session.address, 'mono')}
      ${methods ? fact(t('sessions.d.method'), methods) : nothing}
      ${fact(t('sessions.d.id'), session.id, 'mono')}
      ${session.device.user_agent ? fact(t('sessions.d.agent'), session.device.user_agent, 'mono') : nothing}
    </dl>
    ${rename ? html`<form class="rename" @submit=${(event: SubmitEvent) => {
      event.preventDefault();
      rename(String(new FormData(event.currentTarget as HTMLFormElement).get('name') ?? '').trim());
    }}>
      <div class="field"><label for="name-${session.id}">${t('sessions.rename')}</label>
        <input class="input" id="name-${session.id}" name="name" maxlength="60" autocomplete="off" .value=${session.name} aria-describedby="name-${session.id}-hint"></div>
      <button class="button">${t('sessions.rename.save')}</button>
      <p class="note" id="name-${session.id}-hint">${t('sessions.rename.hint', { device: session.device.title || t('device.unknown') })}</p>
    </form>` : nothing}`;
}

/** The sessions that ended lately, with the reason of each. */
export function pastList(all: readonly Session[]): TemplateResult {
  if (all.length === 0) return html`<p class="card pad muted">${t('sessions.recent.none')}</p>`;
  return html`<ul class="card rows ended">${repeat(all, (one) => one.id, (one) => {
    const key = `reason.${one.end_reason ?? ''}`;
    return html`<li><span class="kind">${icon(deviceIcon(one.device.kind))}</span>
      <div class="what"><h3 class="wrap"><bdi>${titleOf(one)}</bdi></h3>
        <p class="facts wrap"><span>${placeOf(one)}</span><span>${one.address}</span><span>${rich('sessions.recent.by', { time: ago(one.ended_at ?? '') })}</span></p></div>
      <div class="act">${badge(has(key) ? t(key) : one.end_text ?? '')}</div></li>`;
  })}</ul>`;
}
