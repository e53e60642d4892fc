// What came of an action: seen for a while, and read out once.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from './component.js';

interface Notice { id: number; text: string; action?: { text: string; run: () => void } }

const shownFor = 7_000;

/** The notices of a screen, and its one live region. */
export class Notices implements ReactiveController {
  private all: Notice[] = [];
  private spoken = '';
  private next = 1;
  private timers = new Map<number, number>();

  constructor(private readonly host: Component) { host.addController(this); }

  hostDisconnected(): void {
    this.timers.forEach((timer) => clearTimeout(timer));
    this.all = [];
  }

  /** Shows a text and reads it out. With an action it stays until it is dismissed. */
  say(text: string, action?: Notice['action']): void {
    const notice: Notice = action ? { id: this.next++, text, action } : { id: this.next++, text };
    this.all = [...this.all.slice(-2), notice];
    this.announce(text);
    if (!action) this.timers.set(notice.id, setTimeout(() => this.dismiss(notice.id), shownFor));
  }

  /** Reads a text out without showing it. */
  announce(text: string): void {
    // The same text twice would not be read again.
    this.spoken = text === this.spoken ? `${text}\u00a0` : text;
    this.host.requestUpdate();
  }

  private dismiss(id: number): void {
    clearTimeout(this.timers.get(id));
    this.timers.delete(id);
    this.all = this.all.filter((notice) => notice.id !== id);
    this.host.requestUpdate();
  }

  render(): TemplateResult {
    return html`<div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
      <div class="notices">${this.all.map((notice) => html`<div class="notice"><span>${notice.text}</span>
        ${notice.action ? html`<button type="button" class="button" @click=${() => {
          this.dismiss(notice.id);
          notice.action?.run();
        }}>${notice.action.text}</button>` : nothing}
        <button type="button" class="button" @click=${() => this.dismiss(notice.id)}>${t('dismiss')}</button></div>`)}</div>`;
  }
}
