// Text fields, search, selection.

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { icon } from './icons.js';

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

export const textField = (of: {
  id: string; label: string; value: string; onInput: (value: string) => void; hint?: string; error?: string; max?: number; type?: string; autocomplete?: string;
}): TemplateResult => html`
  <div class="field">
    <label for=${of.id}>${of.label}</label>
    <input class="input" id=${of.id} type=${of.type ?? 'text'} .value=${live(of.value)} maxlength=${of.max ?? nothing} autocomplete=${of.autocomplete ?? 'off'}
      aria-invalid=${of.error ? 'true' : nothing} aria-describedby=${`${of.id}-hint ${of.id}-error`}
      @input=${(event: Event) => of.onInput(valueOf(event))}>
    <span class="note" id="${of.id}-hint">${of.hint}</span>
    <span class=${of.error ? 'error' : 'hidden'} id="${of.id}-error">${of.error}</span>
  </div>`;

/** Search as you type. label is its name, and the text in it while it is empty. */
export const searchField = (of: { id: string; label: string; value: string; onInput: (value: string) => void }): TemplateResult => html`
  <span class="search">${icon('search')}
    <input class="input" id=${of.id} type="search" aria-label=${of.label} placeholder=${of.label} autocomplete="off" spellcheck="false"
      .value=${live(of.value)} @input=${(event: Event) => of.onInput(valueOf(event))}></span>`;

/** A native choice among few. Without hideLabel the label stands above it. */
export const selectField = <V extends string>(of: {
  id: string; label: string; value: V; options: readonly (readonly [V, string])[]; onChange: (value: V) => void; hideLabel?: boolean; describedby?: string;
}): TemplateResult => html`
  <div class="field">
    <label for=${of.id} class=${of.hideLabel ? 'hidden' : ''}>${of.label}</label>
    <select class="select" id=${of.id} aria-describedby=${of.describedby ?? nothing} @change=${(event: Event) => of.onChange(valueOf(event) as V)}>
      ${of.options.map(([value, text]) => html`<option value=${value} .selected=${live(value === of.value)}>${text}</option>`)}
    </select>
  </div>`;

/** One of several that can be ticked. */
export const checkbox = (of: { id: string; label: string; checked: boolean; onChange: (checked: boolean) => void; hideLabel?: boolean }): TemplateResult => html`
  <label class="row" for=${of.id}><input class="check" type="checkbox" id=${of.id} .checked=${live(of.checked)} aria-label=${of.hideLabel ? of.label : nothing}
    @change=${(event: Event) => of.onChange((event.target as HTMLInputElement).checked)}>${of.hideLabel ? nothing : html`<span>${of.label}</span>`}</label>`;
