// Something of the API that a screen shows, with the state that it is in.

import type { ReactiveController, TemplateResult } from 'lit';
import { Problem } from '../net/client.js';
import type { Component } from './component.js';
import { problemPanel, skeleton } from './panels.js';

/**
 * Loads when the screen appears, and whenever reload is called. While it loads again, and when that fails, the last
 * value stays: then problem says why it is old.
 */
export class Load<T> implements ReactiveController {
  value: T | undefined;
  problem: Problem | undefined;
  at: Date | undefined; // of the value
  private round = 0;
  private abort = new AbortController();

  constructor(
    private readonly host: Component,
    private readonly fetch: (options: { background: boolean; signal: AbortSignal }) => Promise<T>,
    private readonly auto = true,
  ) { host.addController(this); }

  hostConnected(): void {
    this.abort = new AbortController();
    if (this.auto) queueMicrotask(() => void this.reload());
  }

  hostDisconnected(): void { this.abort.abort(); }

  /** background: it was not the user who asked. */
  async reload(background = false): Promise<void> {
    const round = ++this.round;
    try {
      const value = await this.fetch({ background, signal: this.abort.signal });
      if (round !== this.round) return; // a later one was asked for meanwhile
      this.value = value;
      this.problem = undefined;
      this.at = new Date();
    } catch (error) {
      if (this.abort.signal.aborted || round !== this.round) return;
      this.problem = error instanceof Problem ? error : new Problem(0, { code: 'internal', detail: String(error) });
    }
    this.host.requestUpdate();
  }

  /** Takes a value from elsewhere, such as the answer to a change. */
  set(value: T): void {
    this.round++;
    this.value = value;
    this.problem = undefined;
    this.at = new Date();
    this.host.requestUpdate();
  }

  get state(): 'loading' | 'error' | 'ready' | 'stale' {
    if (this.value === undefined) return this.problem ? 'error' : 'loading';
    return this.problem ? 'stale' : 'ready';
  }

  /** What to show: the value once it is there, else why it is not. */
  show(ready: (value: T) => TemplateResult, rows = 3): TemplateResult {
    if (this.value !== undefined) return ready(this.value);
    return this.problem ? problemPanel(this.problem, () => void this.reload()) : skeleton(rows);
  }
}
