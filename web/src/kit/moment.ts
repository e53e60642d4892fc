// A moment in full, where details are told.

import { html, type TemplateResult } from 'lit';
import { exact } from '../i18n/times.js';

/** The exact time with its zone. */
export const moment = (at: string): TemplateResult => html`<time datetime=${at}>${exact(new Date(at))}</time>`;
