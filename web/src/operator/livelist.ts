// A list that is loaded page by page and follows the stream of changes. Rows keep their place while it is shown: what
// changes does so in place, what is gone greys, and what comes between others waits behind a bar.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import { Load } from '../kit/load.js';
import { kept } from '../kit/table.js';
import type { Client } from '../net/client.js';
import { Live } from '../net/live.js';

export interface Part<T> { rows: T[]; next?: string }
export interface Asked { background?: boolean; signal?: AbortSignal }

const page = 50;
const most = 200; // rows that one request brings

export class LiveList<T extends { id: string }> {
  rows: T[] = [];
  next = '';
  readonly gone = new Set<string>();
  readonly load: Load<Part<T>>;
  readonly live: Live;
  private waiting = 0; // rows that came between others

  constructor(
    private readonly host: Component, client: () => Client,
    private readonly fetch: (limit: number, cursor: string, options: Asked) => Promise<Part<T>>,
    private readonly announce: (text: string) => void,
  ) {
    this.load = new Load(host, async (options) => {
      const part = options.background ? await this.again(options) : await fetch(page, '', options);
      if (options.background && this.rows.length > 0) this.merge(part);
      else this.show(part);
      return part;
    }, false);
    this.live = new Live(host, client, '/v1/changes', () => this.load.value && this.load.reload(true));
  }

  /** As many rows as are shown. */
  private async again(options: Asked): Promise<Part<T>> {
    const wanted = Math.max(page, this.rows.length);
    const rows: T[] = [];
    let next: string | undefined = '';
    while (next !== undefined && rows.length < wanted) {
      const part: Part<T> = await this.fetch(Math.min(most, wanted - rows.length), next, options);
      rows.push(...part.rows);
      next = part.next;
    }
    return next === undefined ? { rows } : { rows, next };
  }

  private show(part: Part<T>): void {
    this.rows = part.rows;
    this.next = part.next ?? '';
    this.gone.clear();
    this.waiting = 0;
  }

  private merge(part: Part<T>): void {
    const now = new Map(kept(this.rows, part.rows).map((one) => [one.id, one]));
    const known = new Set(this.rows.map((one) => one.id));
    const last = part.rows.findLastIndex((one) => known.has(one.id));
    // Where more follow, those behind the last one that is still there may only have moved to the next page.
    const sure = part.next === undefined ? this.rows.length : this.rows.findLastIndex((one) => now.has(one.id));
    this.rows.forEach((one, i) => { if (now.has(one.id)) this.gone.delete(one.id); else if (i < sure) this.gone.add(one.id); });
    this.rows = this.rows.map((one) => now.get(one.id) ?? one);
    const before = this.waiting;
    this.waiting = part.rows.slice(0, last).filter((one) => !known.has(one.id)).length;
    if (this.waiting > before) this.announce(t('list.fresh', { n: this.waiting }));
    if (this.next === '') {
      this.rows = [...this.rows, ...part.rows.slice(last + 1)];
      this.next = part.next ?? '';
    }
  }

  /** Changes a row that something was done to. */
  change(id: string, by: Partial<T>): void {
    this.rows = this.rows.map((one) => (one.id === id ? { ...one, ...by } : one));
    this.host.requestUpdate();
  }

  /** Shows the next page; the first of its rows. */
  async more(): Promise<T | undefined> {
    const part = await this.fetch(page, this.next, {});
    const known = new Set(this.rows.map((one) => one.id));
    const fresh = part.rows.filter((one) => !known.has(one.id));
    this.rows = [...this.rows, ...fresh];
    this.next = part.next ?? '';
    this.host.requestUpdate();
    return fresh[0];
  }

  /** The bar that shows what waits; onShown puts the focus somewhere. */
  bar(onShown: () => void): TemplateResult | typeof nothing {
    if (this.waiting === 0) return nothing;
    return html`<button type="button" class="fresh" @click=${() => void this.load.reload().then(onShown)}>${t('session.fresh.show', { n: this.waiting })}</button>`;
  }
}
