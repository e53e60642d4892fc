// Live updates: a stream of events that says when to look again. Where there is none, the same address is polled.

import type { ReactiveController } from 'lit';
import type { Component } from '../kit/component.js';
import { sayEnded, type Client } from './client.js';

export type LiveState = 'live' | 'polling' | 'paused';

const pollEvery = 5_000;
const streamAgainAfter = 30_000;
const mostRest = 5_000;

/**
 * Calls onChange when something has changed, and once at the beginning. It rests while the page is hidden, as browsers
 * allow few connections to a host, and catches up when the page is shown again.
 */
export class Live implements ReactiveController {
  state: LiveState = 'polling';
  private source: EventSource | undefined;
  private timer = 0;
  private again = 0;
  private last = '';
  private connected = false;
  private looking = false;
  private missed = false; // something has changed while it looked

  constructor(
    private readonly host: Component,
    private readonly client: () => Client,
    private readonly path: string,
    private readonly onChange: () => unknown, // may give a promise of having looked
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.connected = true;
    document.addEventListener('visibilitychange', this.follow);
    // The screen's properties are set by now or in this turn.
    queueMicrotask(this.follow);
  }

  hostDisconnected(): void {
    this.connected = false;
    document.removeEventListener('visibilitychange', this.follow);
    this.stop();
  }

  toggle(): void {
    this.become(this.state === 'paused' ? 'polling' : 'paused');
    this.follow();
  }

  private readonly follow = (): void => {
    this.stop();
    if (this.connected && this.state !== 'paused' && document.visibilityState === 'visible') this.stream();
  };

  private stop(): void {
    this.source?.close();
    this.source = undefined;
    clearTimeout(this.timer);
    clearTimeout(this.again);
  }

  private stream(): void {
    const source = new EventSource(this.client().base + this.path);
    this.source = source;
    source.onopen = () => this.become('live');
    source.onmessage = (message) => this.see(message.lastEventId);
    source.addEventListener('ended', () => {
      this.stop();
      sayEnded();
    });
    source.onerror = () => {
      if (this.source !== source) return;
      this.become('polling');
      if (source.readyState !== EventSource.CLOSED) return; // it tries again by itself
      this.stop();
      void this.poll();
      this.again = setTimeout(this.follow, streamAgainAfter);
    };
  }

  private async poll(): Promise<void> {
    try {
      const answer = await this.client().get<{ id: string }>(this.path, { background: true });
      this.see(answer.id);
    } catch {
      // offline, or signed out: who shows the data says so
    }
    if (this.connected && !this.source && this.state === 'polling') {
      this.timer = setTimeout(() => void this.poll(), pollEvery);
    }
  }

  private see(id: string): void {
    if (id === this.last) return;
    this.last = id;
    void this.look();
  }

  /** Where looking takes long, it rests three times as long before it looks again: large lists are no load. */
  private async look(): Promise<void> {
    this.missed = true;
    if (this.looking) return;
    this.looking = true;
    while (this.missed && this.connected) {
      this.missed = false;
      const from = performance.now();
      await this.onChange();
      // The frame around the screen may show something of it too.
      this.host.dispatchEvent(new CustomEvent('sojourn-changed', { bubbles: true, composed: true }));
      await new Promise((resolve) => setTimeout(resolve, Math.min(mostRest, 3 * (performance.now() - from))));
    }
    this.looking = false;
  }

  private become(state: LiveState): void {
    if (state === this.state) return;
    this.state = state;
    this.host.requestUpdate();
  }
}
