// What publishing the draft would do: counted by the server a moment after the last change.

import type { ReactiveController } from 'lit';
import type { Component } from '../../kit/component.js';
import type { Client } from '../../net/client.js';
import type { Impact } from '../document.js';
import type { Draft } from '../draft.js';

const after = 300;
const patience = 2_000;

export class Preview implements ReactiveController {
  impact: Impact | undefined;
  state: 'none' | 'counting' | 'ready' | 'failed' = 'none';
  private asked = ''; // the document that is counted, or was
  private timer = 0;
  private abort = new AbortController();
  private stop = (): void => {};

  constructor(private readonly host: Component & { client: Client }, private readonly draft: () => Draft, private readonly may: () => boolean) { host.addController(this); }

  hostConnected(): void {
    queueMicrotask(() => {
      this.stop();
      this.stop = this.draft().watch(() => this.look());
      this.look();
    });
  }

  hostDisconnected(): void {
    this.stop();
    clearTimeout(this.timer);
    this.abort.abort();
  }

  private look(): void {
    const draft = this.draft();
    const text = draft.count > 0 && this.may() ? JSON.stringify(draft.document) : '';
    if (text === this.asked) return;
    this.asked = text;
    clearTimeout(this.timer);
    this.abort.abort();
    this.state = text ? 'counting' : 'none';
    if (!text) this.impact = undefined;
    else this.timer = setTimeout(() => void this.count(text), after);
    this.host.requestUpdate();
  }

  private async count(text: string): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    const timer = setTimeout(() => abort.abort(), patience);
    let impact: Impact | undefined;
    try {
      impact = await this.host.client.post<Impact>('/v1/settings/impact', JSON.parse(text), { signal: abort.signal, background: true });
    } catch {
      // it is only a preview: the bar says that it failed, and publishing counts again
    }
    clearTimeout(timer);
    if (this.asked !== text || this.abort !== abort) return;
    this.impact = impact;
    this.state = impact ? 'ready' : 'failed';
    this.host.requestUpdate();
  }
}
