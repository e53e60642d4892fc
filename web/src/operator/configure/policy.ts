// O5, Configurations → Security → Session management: the environment's session settings, with what they would do.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { selectField } from '../../kit/field.js';
import { Load } from '../../kit/load.js';
import { SettingsEditor } from '../../settings/editor.js';
import type { Mode, SettingKey, Settings } from '../../settings/model.js';
import settingsStyles from '../../settings/settings.css';
import type { Document } from '../document.js';
import { EndAll } from './endall.js';
import spreadStyles from './spread.css';
import { spreadCharts, type Spread } from './spread.js';
import { DraftScreen } from './screen.js';

const modes: readonly Mode[] = ['choose', 'stricter_only', 'locked'];

export class Policy extends DraftScreen {
  static override styles = [DraftScreen.styles, settingsStyles, spreadStyles];

  protected override readonly alwaysBar = true;
  private shown: Document | undefined; // the document whose settings are in the editor
  private asTable = false;
  private readonly spread = new Load(this, (options) => this.client.get<Spread>('/v1/statistics/spread', options));
  private readonly endAll = new EndAll(this, this.dialog, this.notices, (action) => this.attempt(action));
  private readonly editor = new SettingsEditor(this, (value) => this.change((settings) => Object.assign(settings, value)));

  private change(change: (settings: Document['session_settings']) => void): void {
    this.draft.edit((document) => change(document.session_settings));
    this.shown = this.draft.document;
  }

  protected override commit(): boolean { return this.editor.commit(); }

  protected override willUpdate(): void {
    const { document } = this.draft;
    // Only what was edited elsewhere, or loaded, goes into the fields: what is typed here is there already.
    if (!document || document === this.shown) return;
    const of = (one: Document | undefined): string => JSON.stringify(one?.session_settings);
    if (of(document) !== of(this.shown)) {
      const { idle_session_timeout, force_relogin, max_concurrent_sessions } = document.session_settings;
      this.editor.set({ value: { idle_session_timeout, force_relogin, max_concurrent_sessions } satisfies Settings });
    }
    this.shown = document;
  }

  protected top(): TemplateResult {
    return this.head({
      title: t('policy.title'), lead: t('policy.lead', { environment: this.environment.name }),
    });
  }

  protected body(document: Document): TemplateResult {
    return html`
      ${this.editor.render({ voice: 'operator', extra: (key) => this.mode(document, key) })}
      ${this.spread.value || this.spread.problem ? html`<section class="spread" aria-labelledby="spread-title">
        <div class="switch-row"><h2 id="spread-title">${t('spread.title')}</h2>
          <button type="button" class="link small" aria-pressed=${this.asTable} @click=${() => { this.asTable = !this.asTable; this.requestUpdate(); }}>${t(this.asTable ? 'spread.as-chart' : 'spread.as-table')}</button></div>
        <p class="muted small">${t('spread.lead')}</p>
        ${this.spread.show((spread) => spreadCharts(spread, document.session_settings, { table: this.asTable, move: this.writable ? (key, seconds) => this.editor.move(key, seconds) : undefined }))}
      </section>` : ''}`;
  }

  protected override below(): TemplateResult | typeof nothing {
    return this.may('sessions:write') ? this.endAll.render(this.spread.value, () => void this.spread.reload()) : nothing;
  }

  private mode(document: Document, key: SettingKey): TemplateResult {
    return html`<div class="mode">${selectField({
      id: `mode-${key}`, label: t('policy.modes'), value: document.session_settings.modes?.[key] ?? 'choose',
      options: modes.map((mode) => [mode, t(`mode.${mode}`)] as const), describedby: `${key}-title`,
      onChange: (mode) => this.change((settings) => { settings.modes = { ...settings.modes, [key]: mode }; }),
    })}</div>`;
  }
}

customElements.define('sojourn-policy', Policy);
