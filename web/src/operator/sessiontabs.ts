// The sessions of one user or one workspace: the active ones, live, and those that have ended, with why.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import { Load } from '../kit/load.js';
import { emptyPanel } from '../kit/panels.js';
import { tabs } from '../kit/tabs.js';
import { Client } from '../net/client.js';
import { Live } from '../net/live.js';
import { sessionTable, type Row } from './sessiontable.js';
import type { ManagedSession, SessionPage } from './types.js';

type Tab = 'active' | 'ended';

export interface Of {
  of: string; // whose: a part of the query, such as "user=…"
  base: string;
  hide: readonly ('user' | 'workspace')[];
  onDetails: (session: ManagedSession) => void;
  end?: (session: ManagedSession, describedby: string) => TemplateResult;
}

const limit = 50;

export class SessionTabs {
  private tab: Tab = 'active';
  private of = '';
  private more = '';
  private older: ManagedSession[] = []; // from further pages
  private readonly load: Load<SessionPage>;
  readonly live: Live;

  constructor(private readonly host: Component, private readonly client: () => Client) {
    this.load = new Load(host, async (options) => {
      const page = await this.fetchPage('', options);
      this.more = page.next ?? '';
      this.older = [];
      return page;
    }, false);
    this.live = new Live(host, client, '/v1/changes', () => this.load.value && this.load.reload(true));
  }

  private async fetchPage(cursor: string, options: { background?: boolean; signal?: AbortSignal }): Promise<SessionPage> {
    const all: ManagedSession[] = [];
    let next: string | undefined = cursor;
    for (let asks = 0; asks < 5 && next !== undefined && all.length < 10; asks++) {
      const page: SessionPage = await this.client().get(`/v1/sessions?${this.of}&state=${this.tab}&limit=${limit}${next ? `&cursor=${next}` : ''}`, options);
      all.push(...page.sessions);
      next = page.next;
    }
    return next === undefined ? { sessions: all } : { sessions: all, next };
  }

  /** Whose sessions are shown; another one's are loaded. */
  show(of: string): void {
    if (of === this.of) return;
    this.of = of;
    this.choose('active');
  }

  reload(): void { void this.load.reload(true); }

  private choose(tab: Tab): void {
    this.tab = tab;
    this.load.value = undefined;
    void this.load.reload();
    this.host.requestUpdate();
  }

  private async showMore(): Promise<void> {
    const page = await this.fetchPage(this.more, {});
    this.older = [...this.older, ...page.sessions];
    this.more = page.next ?? '';
    this.host.requestUpdate();
  }

  render(of: Of): TemplateResult {
    return tabs<Tab>({
      id: 'sessions', label: t('session.title'), selected: this.tab, onSelect: (tab) => this.choose(tab),
      tabs: [['active', t('session.state.active')], ['ended', t('session.state.ended')]],
      panel: this.load.show((page) => this.list([...page.sessions, ...this.older], of)),
    });
  }

  private list(sessions: readonly ManagedSession[], of: Of): TemplateResult {
    if (sessions.length === 0) return emptyPanel({ title: t(this.tab === 'active' ? 'session.none.active' : 'session.none.ended'), level: 3 });
    const rows = sessions.map((session): Row => ({ session, gone: false }));
    return html`${sessionTable({ label: t('session.title'), rows, base: of.base, hide: of.hide, onDetails: of.onDetails, ...(of.end && this.tab === 'active' ? { end: of.end } : {}) })}
      ${this.more ? html`<p class="after"><button type="button" class="button" @click=${() => void this.showMore()}>${t('session.more')}</button></p>` : ''}`;
  }
}
