// One session in words, wherever it is shown.

import { html, nothing, type TemplateResult } from 'lit';
import { has, t } from '../i18n/texts.js';
import { moment } from '../kit/time.js';
import type { Session } from '../net/types.js';

/** What its owner calls the device, or what it is. Never the address: people know devices. */
export const titleOf = (session: Session): string => session.name || session.device.title || t('device.unknown');

export function placeOf({ place }: Session): string {
  return [place?.city, place?.country].filter(Boolean).join(', ') || t('place.unknown');
}

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
