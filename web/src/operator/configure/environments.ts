// All environments, and a new one: in the operators' own environment, by owners.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import type { Component } from '../../kit/component.js';
import { textField } from '../../kit/field.js';
import { explain } from '../../kit/panels.js';
import type { Notices } from '../../kit/notices.js';
import { table } from '../../kit/table.js';
import { ago } from '../../kit/time.js';
import { Problem, type Client } from '../../net/client.js';
import type { Environment } from '../../net/types.js';

export class Environments {
  private fresh: { id: string; name: string } | undefined;
  private wrong: { field: 'id' | 'name'; text: string } | undefined;

  constructor(private readonly host: Component, private readonly client: () => Client, private readonly all: () => readonly Environment[], private readonly notices: Notices) {}

  private async redraw(focus?: string): Promise<void> {
    this.host.requestUpdate();
    await this.host.updateComplete;
    if (focus) this.host.renderRoot.querySelector<HTMLElement>(focus)?.focus();
  }

  private open(on: boolean): void {
    this.fresh = on ? { id: '', name: '' } : undefined;
    this.wrong = undefined;
    void this.redraw(on ? '#environment-name' : '#environment-create');
  }

  private async create(event: Event): Promise<void> {
    event.preventDefault();
    const { fresh } = this;
    if (!fresh) return;
    try {
      const { id, name } = await this.client().post<Environment>('/v1/environments', { id: fresh.id.trim(), name: fresh.name.trim() });
      const made = (await this.client().get<{ environments: Environment[] }>('/v1/environments')).environments.find((one) => one.id === id); // with what may be done in it
      this.fresh = this.wrong = undefined;
      this.notices.say(t('environments.created', { name }));
      this.host.dispatchEvent(new CustomEvent('sojourn-environment', { bubbles: true, composed: true, detail: made }));
      await this.redraw('#environment-create');
    } catch (error) {
      const problem = error as Problem;
      const field = problem.field === 'name' ? 'name' : 'id';
      this.wrong = { field, text: explain(problem) };
      await this.redraw(`#environment-${field}`);
    }
  }

  render(writable: boolean): TemplateResult {
    return html`<p class="muted small lead-in">${t('environments.lead')}</p>
      ${writable ? (this.fresh ? this.form(this.fresh) : html`<div class="tools"><button type="button" class="button" id="environment-create" @click=${() => this.open(true)}>${t('environments.create')}</button></div>`) : nothing}
      <div class="card">${table({
        label: t('env.tab.environments'), rows: this.all(), id: (one) => one.id,
        columns: [
          { key: 'name', head: t('env.name'), look: 'lead', cell: (one) => html`<a class="wrap" href="/operator/${one.id}/overview"><bdi>${one.name}</bdi></a>` },
          { key: 'id', head: t('env.id'), cell: (one) => html`<span class="mono wrap">${one.id}</span>` },
          { key: 'state', head: t('env.state'), cell: (one) => (one.archived ? badge(t('env.is-archived'), 'warning') : badge(t('env.in-use'), 'good')) },
          { key: 'version', head: t('history.version'), look: 'number', cell: (one) => (one.settings_version > 0 ? one.settings_version : '–') },
          { key: 'created', head: t('env.created'), cell: (one) => ago(one.created_at) },
        ],
      })}</div>`;
  }

  private form(fresh: { id: string; name: string }): TemplateResult {
    const error = (field: 'id' | 'name'): { error?: string } => (this.wrong?.field === field ? { error: this.wrong.text } : {});
    return html`<form class="card pad form once" aria-label=${t('environments.create')} @submit=${(event: Event) => void this.create(event)}><h2>${t('environments.create')}</h2>
      ${textField({ id: 'environment-name', label: t('env.name'), value: fresh.name, max: 200, hint: t('env.name.hint'), ...error('name'), onInput: (value) => { fresh.name = value; } })}
      ${textField({ id: 'environment-id', label: t('env.id'), value: fresh.id, max: 40, hint: t('environments.id.hint', { host: location.origin }), ...error('id'), onInput: (value) => { fresh.id = value; } })}
      <div class="row"><button class="button primary">${t('environments.create')}</button><button type="button" class="button" @click=${() => this.open(false)}>${t('cancel')}</button></div></form>`;
  }
}
