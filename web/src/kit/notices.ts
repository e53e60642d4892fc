// What came of an action: seen for a while, and read out once.

import { html, type ReactiveController, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from './component.js';

interface Notice { text: string; timer: number }

const shownFor = 7_000;

/** The notices of a screen, and its one live region. */
export class Notices implements ReactiveController {
  private all: Notice[] = [];
  private spoken = '';

  constructor(private readonly host: Component) { host.addController(this); }

  hostDisconnected(): void {
    this.all.forEach(({ timer }) => clearTimeout(timer));
    this.all = [];
  }

  /** Shows a text and reads it out. */
  say(text: string): void {
    const notice: Notice = { text, timer: setTimeout(() => this.dismiss(notice), shownFor) };
    this.all = [...this.all.slice(-2), notice];
    this.announce(text);
  }

  /** Reads a text out without showing it. */
  announce(text: string): void {
    // The same text twice would not be read again.
    this.spoken = text === this.spoken ? `${text}\u00a0` : text;
    this.host.requestUpdate();
  }

  private dismiss(notice: Notice): void {
    clearTimeout(notice.timer);
    this.all = this.all.filter((one) => one !== notice);
    this.host.requestUpdate();
  }

  render(): TemplateResult {
    return html`<div class="hidden" role="status" aria-live="polite">${this.spoken}</div>
      <div class="notices">${this.all.map((notice) => html`<div class="notice"><span>${notice.text}</span>
        <button type="button" class="button" @click=${() => this.dismiss(notice)}>${t('dismiss')}</button></div>`)}</div>`;
  }
}
