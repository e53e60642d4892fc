// A session in a list: what it is, where and since when, and what can be done with it.

import { html, nothing, type TemplateResult } from 'lit';
import { rich, t } from '../i18n/texts.js';
import { badge, iconButton } from '../kit/button.js';
import { deviceIcon, icon } from '../kit/icons.js';
import { ago } from '../kit/time.js';
import type { Session } from '../net/types.js';
import { placeOf, titleOf } from './session.js';

/** Who was active that lately is active now. */
const lately = 90_000;

export function sessionRow(of: {
  session: Session;
  gone: boolean; // it has just ended, and is still shown
  open: boolean; // whether its details are shown
  details: () => unknown;
  onToggle: () => void;
  onEnd?: (() => void) | undefined; // where it may be ended
  busy?: boolean; // it is being ended
}): TemplateResult {
  const { session, gone } = of;
  const { id } = session;
  const title = titleOf(session);
  const now = session.current || Date.now() - Date.parse(session.last_active_at) < lately;
  const open = of.open && !gone;
  return html`<li class=${gone ? 'gone' : ''} part="row">
    <span class="kind">${icon(deviceIcon(session.device.kind))}</span>
    <div class="what">
      <h2 class="wrap" id="title-${id}" part="title"><bdi>${title}</bdi> ${session.current ? badge(t('sessions.this'), 'good') : nothing}</h2>
      <p class="facts wrap">${session.name ? html`<span>${session.device.title || t('device.unknown')}</span>` : nothing}<span>${placeOf(session)}</span>${session.address ? html`<span>${session.address}</span>` : nothing}</p>
      <p class="facts">${gone ? html`<span>${t('sessions.ended')}</span>` : html`<span>${now ? t('sessions.active-now') : rich('sessions.active', { time: ago(session.last_active_at) })}</span
        ><span>${rich('sessions.signed-in', { time: ago(session.created_at) })}</span>${session.ends_at ? html`<span>${rich('sessions.ends', { time: ago(session.ends_at) })}</span>` : nothing}`}</p>
    </div>
    ${gone ? nothing : html`<div class="act">
      ${of.onEnd ? html`<button type="button" class="button danger" id="end-${id}" part="button" aria-describedby="title-${id}"
        aria-disabled=${of.busy ? 'true' : nothing} @click=${() => of.busy || of.onEnd?.()}>${t('sessions.end')}</button>` : nothing}
      ${iconButton({ icon: open ? 'up' : 'down', label: t('sessions.details', { device: title }), expanded: open, controls: `details-${id}`, onClick: of.onToggle })}
    </div>
    <div class="details" id="details-${id}" ?hidden=${!open}>${open ? of.details() : nothing}</div>`}
  </li>`;
}
