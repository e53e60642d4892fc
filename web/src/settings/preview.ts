// Whom a change would sign out: counted a moment after the last change, and once more before it is reviewed.

import type { ReactiveController } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import type { Impact } from './review.js';

const after = 300;
const patience = 2_000;

/** Belongs to a screen, which asks for it with each change. Without a count within two seconds it says so. */
export class Preview<I extends Impact> implements ReactiveController {
  impact: I | undefined; // undefined while it is not known
  failed = false;
  private timer = 0;
  private abort: AbortController | undefined;

  constructor(private readonly host: Component, private readonly count: (signal: AbortSignal) => Promise<I>, private readonly onCount: (impact: I) => void = () => {}) { host.addController(this); }

  hostDisconnected(): void { this.clear(); }

  /** Forgets what was counted, and counts in a moment. */
  ask(): void {
    this.clear();
    this.timer = setTimeout(() => void this.now(), after);
  }

  clear(): void {
    clearTimeout(this.timer);
    this.abort?.abort();
    this.impact = undefined;
    this.failed = false;
    this.host.requestUpdate();
  }

  /** Counts at once. */
  async now(): Promise<void> {
    clearTimeout(this.timer);
    this.abort?.abort();
    const abort = (this.abort = new AbortController());
    let late = false;
    const giveUp = setTimeout(() => { late = true; abort.abort(); }, patience);
    try {
      const impact = await this.count(abort.signal);
      if (abort !== this.abort || abort.signal.aborted) return;
      this.impact = impact;
      this.failed = false;
      this.onCount(impact);
    } catch {
      if (abort !== this.abort || (abort.signal.aborted && !late)) return;
      this.impact = undefined;
      this.failed = true;
    } finally {
      clearTimeout(giveUp);
    }
    this.host.requestUpdate();
  }

  /** What is known, in words. */
  text(words: (impact: I) => string): string {
    if (this.failed) return t('settings.impact.failed');
    return this.impact ? words(this.impact) : t('settings.impact.counting');
  }
}
