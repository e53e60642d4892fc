// Buttons with more to them than a class. A plain one is written in the template:
// <button type="button" class="button primary" @click=…>.

import { html, nothing, type TemplateResult } from 'lit';
import { icon, type Icon } from './icons.js';

/** A button that is only a picture: label is its name, and must say what it is about. */
export const iconButton = (of: { icon: Icon; label: string; onClick: () => void; id?: string; expanded?: boolean; controls?: string }): TemplateResult => html`
  <button type="button" class="button quiet icon-only" id=${of.id ?? nothing} aria-label=${of.label} title=${of.label}
    aria-expanded=${of.expanded ?? nothing} aria-controls=${of.controls ?? nothing} @click=${of.onClick}>${icon(of.icon)}</button>`;

export type Tone = 'plain' | 'good' | 'warning' | 'bad' | 'accent';

/** A short mark beside a title. Its text says it all: colour only repeats it. */
export const badge = (text: string, tone: Tone = 'plain'): TemplateResult => html`<span class="badge ${tone}" part="badge">${text}</span>`;
