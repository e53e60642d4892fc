// Doing the same to many, one after the other, with how far it is. It can be stopped between two.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import { Problem } from '../net/client.js';

const atOnce = 4;

export interface Outcome { done: number; failed: number; stopped: boolean }

export class Bulk implements ReactiveController {
  running = false;
  private text = '';
  private done = 0;
  private total = 0; // 0 while it is not known
  private stopped = false;

  constructor(private readonly host: Component) { host.addController(this); }

  hostDisconnected(): void { this.stopped = true; }

  begin(text: string, total = 0): void {
    Object.assign(this, { running: true, stopped: false, text, total, done: 0 });
    this.host.requestUpdate();
  }

  /** Says how far it is; false when it is to stop. */
  step(n: number): boolean {
    this.done += n;
    this.host.requestUpdate();
    return !this.stopped;
  }

  end(): void {
    this.running = false;
    this.host.requestUpdate();
  }

  /** Does something to some at a time. Those it fails for are skipped; what was done stays done. */
  async run<T>(text: string, all: readonly T[], size: number, act: (some: readonly T[]) => Promise<unknown>): Promise<Outcome> {
    this.begin(text, all.length);
    const rest = [...all];
    let failed = 0;
    const work = async (): Promise<void> => {
      for (let some = rest.splice(0, size); some.length > 0; some = rest.splice(0, size)) {
        try {
          await act(some);
        } catch (error) {
          failed += some.length;
          const wait = error instanceof Problem ? error.retryAfter : 0;
          if (error instanceof Problem && error.status === 0) rest.length = 0; // the server is gone
          if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait * 1000));
        }
        if (!this.step(some.length)) rest.length = 0;
      }
    };
    await Promise.all(Array.from({ length: atOnce }, work));
    this.end();
    return { done: this.done - failed, failed: failed + all.length - this.done, stopped: this.stopped };
  }

  render(): TemplateResult {
    if (!this.running) return html`${nothing}`;
    const label = this.total > 0 ? `${this.text} ${t('bulk.of', { done: this.done, total: this.total })}` : `${this.text} ${t('bulk.so-far', { done: this.done })}`;
    return html`<div class="bar"><span class="grow"><label for="bulk">${label}</label>
      <progress id="bulk" max=${this.total || nothing} value=${this.total ? this.done : nothing}></progress></span>
      <button type="button" class="button" @click=${() => { this.stopped = true; }}>${t('bulk.stop')}</button></div>`;
  }
}
