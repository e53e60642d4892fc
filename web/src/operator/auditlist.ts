// Events of the audit log in a line each, newest first.

import { html, type TemplateResult } from 'lit';
import { repeat } from '../kit/repeat.js';
import { ago } from '../kit/time.js';
import type { AuditEvent } from './types.js';

export const auditList = (events: readonly AuditEvent[], none: string): TemplateResult => (events.length === 0
  ? html`<p class="muted">${none}</p>`
  : html`<ol class="log">${repeat(events, (event) => event.id, (event) => html`<li><span class="wrap"><bdi>${event.sentence}</bdi></span> <span class="muted small">${ago(event.at)}</span></li>`)}</ol>`);
