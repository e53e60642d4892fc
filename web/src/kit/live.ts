// The switch that says whether a screen is live.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Live } from '../net/live.js';

export const liveSwitch = (live: Live): TemplateResult => html`
  <button type="button" class="live" data-state=${live.state} aria-pressed=${live.state !== 'paused'}
    title=${t(live.state === 'paused' ? 'live.resume' : 'live.pause')} @click=${() => live.toggle()}><i aria-hidden="true"></i>${
    t(live.state === 'live' ? 'live.on' : `live.${live.state}`)}</button>`;
