// A moment, as long as it is ago; the exact time is in its title, and in details.

import { html, type TemplateResult } from 'lit';
import { exact, relative } from '../i18n/times.js';

/** "12 minutes ago". A screen renders anew every 30 seconds, and this with it. */
export const ago = (at: string): TemplateResult => {
  const date = new Date(at);
  return html`<time datetime=${at} title=${exact(date)}>${relative(date)}</time>`;
};

/** The exact time with its zone. */
export const moment = (at: string): TemplateResult => html`<time datetime=${at}>${exact(new Date(at))}</time>`;
