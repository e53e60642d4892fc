// Environment settings: its name and whether it is in use, API keys, signing keys and, in the operators' own, who operates.

import { html, nothing, type TemplateResult } from 'lit';
import { rich, t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { textField } from '../../kit/field.js';
import { moment } from '../../kit/moment.js';
import { tabs } from '../../kit/tabs.js';
import type { Environment } from '../../net/types.js';
import { Environments } from './environments.js';
import { Keys } from './keys.js';
import { Operators } from './operators.js';
import { OperatorScreen, setQuery } from './screen.js';

type Tab = 'general' | 'keys' | 'signing' | 'operators' | 'environments';

export class EnvironmentSettings extends OperatorScreen {
  static override properties = [...OperatorScreen.properties, 'environments'];

  environments: readonly Environment[] = [];
  private tab: Tab | undefined;
  private name: string | undefined;
  private rotated = '';
  private readonly keys = new Keys(this, () => this.client, () => this.environments, () => this.here === 'operators', this.dialog, this.notices, (action) => this.attempt(action));
  private readonly operators = new Operators(this, () => this.client, () => this.environments, this.dialog, this.notices, (action) => this.attempt(action));

  private readonly all = new Environments(this, () => this.client, () => this.environments, this.notices);

  private get here(): 'operators' | 'other' { return this.environment.id === 'operators' ? 'operators' : 'other'; }

  private get allTabs(): Tab[] {
    return [...(this.here === 'operators' && this.may('operators:read') ? ['operators' as const, 'environments' as const] : []), 'general', 'keys', ...(this.may('keys:write') ? ['signing' as const] : [])];
  }

  protected view(): TemplateResult {
    this.dataset['state'] = 'ready';
    const asked = new URLSearchParams(location.search).get('tab') as Tab | null;
    const all = this.allTabs;
    const selected = this.tab && all.includes(this.tab) ? this.tab : asked && all.includes(asked) ? asked : (all[0] as Tab);
    return html`${this.head({ title: t('env.title') })}${tabs<Tab>({
      id: 'tab', label: t('env.title'), selected, tabs: all.map((tab) => [tab, t(`env.tab.${tab}`)] as const),
      onSelect: (tab) => { this.tab = tab; setQuery(new URLSearchParams({ tab })); this.requestUpdate(); },
      panel: this.panel(selected),
    })}`;
  }

  private panel(tab: Tab): TemplateResult {
    switch (tab) {
      case 'general': return this.general();
      case 'keys': return this.keys.render(this.may(this.here === 'operators' ? 'operators:write' : 'keys:write'));
      case 'signing': return this.signing();
      case 'environments': return this.all.render(this.may('environments:create'));
      case 'operators': return this.operators.render(this.may('operators:write'));
    }
  }

  // ---- the environment itself ----

  private changed(change: { name?: string; archived?: boolean }): void {
    Object.assign(this.environment, change);
    // The frame shows the name too.
    this.dispatchEvent(new CustomEvent('sojourn-environment', { bubbles: true, composed: true }));
    this.requestUpdate();
  }

  private async rename(event: Event): Promise<void> {
    event.preventDefault();
    const name = (this.name ?? '').trim();
    if (!name || name === this.environment.name) return;
    if (!(await this.attempt(() => this.client.patch('/v1/environment', { name })))) return;
    this.name = undefined;
    this.changed({ name });
    this.notices.say(t('env.renamed', { name }));
  }

  private async archive(): Promise<void> {
    const { name } = this.environment;
    const answer = await this.dialog.ask({
      title: t('env.archive.ask', { name }), text: t('env.archive.text'), keep: t('env.archive.keep'), act: t('env.archive.act', { name }), danger: true,
      type: { label: t('env.archive.type', { name }), text: name },
    });
    if (!answer || !(await this.attempt(() => this.client.patch('/v1/environment', { archived: true })))) return;
    this.changed({ archived: true });
    this.notices.say(t('env.archived', { name }));
    await this.focusOn('#revive', 'h1');
  }

  private async revive(): Promise<void> {
    if (!(await this.attempt(() => this.client.patch('/v1/environment', { archived: false })))) return;
    this.changed({ archived: false });
    this.notices.say(t('env.revived', { name: this.environment.name }));
    await this.focusOn('#archive', 'h1');
  }

  private general(): TemplateResult {
    const { environment: env } = this;
    const writable = this.may('environment:write');
    const issuer = `${location.origin}/e/${env.id}`;
    return html`<dl class="card pad facts-list"><div><dt>${t('env.id')}</dt><dd class="mono">${env.id}</dd></div><div><dt>${t('env.issuer')}</dt><dd class="mono">${issuer}</dd></div>
        <div><dt>${t('env.created')}</dt><dd>${moment(env.created_at)}</dd></div><div><dt>${t('env.state')}</dt><dd>${env.archived ? badge(t('env.is-archived'), 'warning') : badge(t('env.in-use'), 'good')}</dd></div></dl>
      ${writable ? html`<form class="part form" @submit=${(event: Event) => void this.rename(event)}><h2>${t('env.rename')}</h2>
        ${textField({ id: 'name', label: t('env.name'), value: this.name ?? env.name, max: 200, hint: t('env.name.hint'), onInput: (value) => { this.name = value; } })}
        <div><button class="button">${t('env.rename.act')}</button></div></form>` : nothing}
      ${writable && this.here !== 'operators' ? html`<section class="part card pad"><h2>${t(env.archived ? 'env.revive' : 'env.archive')}</h2><p class="muted small">${t(env.archived ? 'env.revive.text' : 'env.archive.about')}</p>
        <div>${env.archived ? html`<button type="button" class="button" id="revive" @click=${() => void this.revive()}>${t('env.revive')}</button>`
          : html`<button type="button" class="button danger" id="archive" @click=${() => void this.archive()}>${t('env.archive.button')}</button>`}</div></section>` : nothing}`;
  }

  // ---- signing keys ----

  private async rotate(): Promise<void> {
    const answer = await this.dialog.ask({ title: t('signing.ask'), text: t('signing.text'), keep: t('signing.keep'), act: t('signing.act') });
    if (!answer) return;
    await this.attempt(async () => { this.rotated = (await this.client.post<{ kid: string }>('/v1/signing-keys')).kid; });
    this.requestUpdate();
    if (this.rotated) this.notices.say(t('signing.done'));
  }

  private signing(): TemplateResult {
    const address = `${location.origin}/e/${this.environment.id}/.well-known/jwks.json`;
    return html`<section class="card pad stack tight"><h2>${t('signing.title')}</h2><p class="muted">${t('signing.about')}</p>
      <p class="small">${rich('signing.jwks', { address: html`<a class="mono wrap" href=${address} target="_blank" rel="noopener">${address}</a>` })}</p>
      ${this.rotated ? html`<p class="small">${rich('signing.new', { kid: html`<span class="mono wrap">${this.rotated}</span>` })}</p>` : nothing}
      <div><button type="button" class="button" @click=${() => void this.rotate()}>${t('signing.act')}</button></div></section>`;
  }
}

customElements.define('sojourn-environment', EnvironmentSettings);
