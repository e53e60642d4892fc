// Events of the audit log in a line each, newest first.

import { html, type TemplateResult } from 'lit';
import { repeat } from '../kit/repeat.js';
import { ago } from '../kit/time.js';
import { sentenceOf, type Event } from './sentences.js';
import { withTexts } from './texts.js';

/** Gets events, and the texts that say what they are. */
export const eventsOf = async (asked: Promise<{ events: Event[] }>): Promise<Event[]> => {
  const [{ events }] = await Promise.all([asked, withTexts('events')]);
  return events;
};

export const auditList = (events: readonly Event[], none: string): TemplateResult => (events.length === 0
  ? html`<p class="muted">${none}</p>`
  : html`<ol class="log">${repeat(events, (event) => event.id, (event) => html`<li><span class="wrap"><bdi>${sentenceOf(event)}</bdi></span> <span class="muted small">${ago(event.at)}</span></li>`)}</ol>`);
