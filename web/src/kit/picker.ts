// A field that searches while one types, and a list to choose from: a combobox. The list says how many there are.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../i18n/texts.js';
import type { Component } from './component.js';
import { icon, type Icon } from './icons.js';

export interface Choice { id: string; text: string; note?: string; icon?: Icon; group?: string }

const waits = 160;

/** It belongs to one screen, which keeps it in a field. search is asked for the empty text, too. */
export class Picker implements ReactiveController {
  text = '';
  private choices: readonly Choice[] = [];
  private at = 0;
  private open = false;
  private failed = false;
  private timer = 0;
  private abort = new AbortController();

  constructor(
    private readonly host: Component,
    private readonly id: string,
    private readonly search: (text: string, signal: AbortSignal) => Promise<readonly Choice[]>,
    private readonly choose: (choice: Choice) => void,
    private readonly stays = false, // the list is always there
  ) { host.addController(this); }

  hostDisconnected(): void { this.clear(); }

  /** Begins anew. */
  clear(): void {
    clearTimeout(this.timer);
    this.abort.abort();
    this.text = '';
    this.choices = [];
    this.open = this.failed = false;
    this.host.requestUpdate();
  }

  /** Searches for what is typed, at once. */
  async look(): Promise<void> {
    this.abort.abort();
    const abort = this.abort = new AbortController();
    try {
      const found = await this.search(this.text.trim(), abort.signal);
      if (abort.signal.aborted) return;
      this.choices = found;
      this.failed = false;
    } catch {
      if (abort.signal.aborted) return;
      this.failed = true;
      this.choices = [];
    }
    this.at = 0;
    this.open = true;
    this.host.requestUpdate();
  }

  private type(text: string): void {
    this.text = text;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.look(), waits);
    this.host.requestUpdate();
  }

  private take(choice: Choice | undefined): void {
    if (!choice) return;
    this.clear();
    this.choose(choice);
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const last = this.choices.length - 1;
    const to = { ArrowDown: this.at >= last ? 0 : this.at + 1, ArrowUp: this.at <= 0 ? last : this.at - 1 }[event.key];
    if (to !== undefined) {
      event.preventDefault();
      if (!this.open) return void this.look();
      this.at = to;
      this.host.requestUpdate();
      void this.host.updateComplete.then(() => this.host.renderRoot.querySelector(`#${this.id}-${to}`)?.scrollIntoView({ block: 'nearest' }));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (this.open) this.take(this.choices[this.at]);
    } else if (event.key === 'Escape' && this.open && !this.stays) {
      event.preventDefault();
      event.stopPropagation();
      this.open = false;
      this.host.requestUpdate();
    }
  };

  render(of: { label: string; hideLabel?: boolean }): TemplateResult {
    const shown = this.open || this.stays;
    const groups = [...new Set(this.choices.map((choice) => choice.group ?? ''))];
    const active = shown && this.choices[this.at] ? `${this.id}-${this.at}` : nothing;
    return html`<div class="picker ${this.stays ? 'stays' : ''}">
      <div class="field">
        <label for=${this.id} class=${of.hideLabel ? 'hidden' : ''}>${of.label}</label>
        <span class="search">${icon('search')}<input class="input" id=${this.id} type="text" role="combobox" autocomplete="off" spellcheck="false"
          aria-expanded=${shown && this.choices.length > 0} aria-controls="${this.id}-list" aria-autocomplete="list" aria-activedescendant=${active}
          placeholder=${of.hideLabel ? of.label : nothing} .value=${live(this.text)} @keydown=${this.onKey}
          @input=${(event: Event) => this.type((event.target as HTMLInputElement).value)}
          @focus=${() => this.open || void this.look()} @blur=${() => { if (!this.stays) { this.open = false; this.host.requestUpdate(); } }}></span>
      </div>
      <p class="hidden" role="status">${shown ? t('picker.found', { n: this.choices.length }) : nothing}</p>
      <div class="choices" id="${this.id}-list" role="listbox" aria-label=${of.label} ?hidden=${!shown || this.choices.length === 0}>${shown ? groups.map((group) => this.group(group)) : nothing}</div>
      ${shown && this.choices.length === 0 && this.text ? html`<p class="choices none muted">${t(this.failed ? 'error.offline' : 'picker.none')}</p>` : nothing}
    </div>`;
  }

  private group(name: string): TemplateResult {
    const options = this.choices.map((choice, i) => [choice, i] as const).filter(([choice]) => (choice.group ?? '') === name).map(([choice, i]) => html`
      <div role="option" id="${this.id}-${i}" aria-selected=${i === this.at} @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.take(choice)}>
        ${choice.icon ? icon(choice.icon) : nothing}<span class="wrap"><bdi>${choice.text}</bdi></span>${choice.note ? html`<span class="muted small wrap"><bdi>${choice.note}</bdi></span>` : nothing}</div>`);
    return name ? html`<div role="group" aria-label=${name}><div class="group" aria-hidden="true">${name}</div>${options}</div>` : html`${options}`;
  }
}
