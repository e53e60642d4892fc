// What differs between this environment and another one: the documents in force in both, as far as the reader may read
// them, and the way to take the other one's over into the draft.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import type { Component } from '../../kit/component.js';
import { selectField } from '../../kit/field.js';
import { Client } from '../../net/client.js';
import type { Environment } from '../../net/types.js';
import { copy, type Document, type Impact, type Permission, type Version } from '../document.js';
import { Draft } from '../draft.js';
import { sessionsInWords } from './bar.js';
import { changesTable } from './words.js';

interface Compared { other: Environment; theirs: Version; impact: Impact; permissions: Permission[]; roles: Document['roles'] }

type Host = Component & { client: Client; environment: Environment };

export class Across {
  private chosen = '';
  private compared: Compared | undefined;

  constructor(
    private readonly host: Host, private readonly all: () => readonly Environment[], private readonly attempt: (action: () => Promise<unknown>) => Promise<boolean>,
    private readonly go: (path: string) => void,
  ) {}

  /** Those that can be compared with: the operators' own has no pages and no applications. */
  private get others(): Environment[] {
    return this.all().filter((one) => one.id !== this.host.environment.id && one.id !== 'operators' && one.scopes?.includes('settings:read'));
  }

  private async compare(): Promise<void> {
    const other = this.others.find((one) => one.id === this.chosen) ?? this.others[0];
    if (!other) return;
    const { client } = this.host;
    const done = await this.attempt(async () => {
      const [theirs, ours, known] = await Promise.all([
        new Client(other.id).get<Version>('/v1/settings'), client.get<Version>('/v1/settings'), client.get<{ permissions: Permission[] }>('/v1/permissions'),
      ]);
      const impact = await client.post<Impact>('/v1/settings/impact', theirs.document);
      const documents = [ours.document, theirs.document].filter((one) => one !== undefined);
      this.compared = { other, theirs, impact, permissions: [...known.permissions, ...documents.flatMap((one) => one.permissions)], roles: documents.flatMap((one) => one.roles) };
    });
    this.host.requestUpdate();
    await this.host.updateComplete;
    if (done) this.host.renderRoot.querySelector<HTMLElement>('#across-result')?.focus();
  }

  /** Only in the draft: the review shows it all once more. */
  private async takeOver({ theirs }: Compared): Promise<void> {
    const draft = Draft.of(this.host.client);
    await draft.load();
    draft.edit((document) => {
      for (const key of Object.keys(document)) delete (document as unknown as Record<string, unknown>)[key];
      Object.assign(document, copy(theirs.document));
    });
    this.go('review');
  }

  render(writable: boolean): TemplateResult | typeof nothing {
    const { others } = this;
    if (others.length === 0 || this.host.environment.id === 'operators') return nothing;
    return html`<section class="part" aria-labelledby="across"><h2 id="across">${t('across.title')}</h2>
      <div class="tools">${selectField({
        id: 'other', label: t('across.with', { environment: this.host.environment.name }), value: this.chosen || (others[0]?.id ?? ''), options: others.map((one) => [one.id, one.name] as const),
        onChange: (id) => { this.chosen = id; this.compared = undefined; this.host.requestUpdate(); },
      })}<button type="button" class="button" @click=${() => void this.compare()}>${t('across.act')}</button></div>
      ${this.compared ? this.difference(this.compared, writable) : nothing}</section>`;
  }

  private difference(of: Compared, writable: boolean): TemplateResult {
    const here = this.host.environment.name;
    const { changes } = of.impact;
    const waiting = Draft.of(this.host.client).count > 0;
    return html`<h3 id="across-result" tabindex="-1">${changes.length === 0 ? t('across.same', { here, other: of.other.name }) : t('across.between', { here, other: of.other.name, n: changes.length })}</h3>
      ${changes.length > 0 ? html`<div class="card">${changesTable(changes, of, { before: here, after: of.other.name })}</div>
        ${writable ? html`<div class="stack tight"><p class="small muted">${t('across.take.text', { here, other: of.other.name })} ${sessionsInWords(of.impact)}</p>
          <div><button type="button" class="button" aria-disabled=${waiting ? 'true' : nothing} aria-describedby="across-why" @click=${() => waiting || void this.takeOver(of)}>${t('across.take', { other: of.other.name })}</button></div>
          <p class="small muted" id="across-why">${waiting ? t('across.take.waiting') : nothing}</p></div>` : nothing}` : nothing}`;
  }
}
