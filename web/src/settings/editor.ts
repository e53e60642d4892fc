// The editor of the three session settings: of an environment, or of a workspace with what it has from its environment.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import { switchControl } from '../kit/switch.js';
import type { Component } from '../kit/component.js';
import { DurationField } from '../kit/duration.js';
import { icon } from '../kit/icons.js';
import { NumberField } from '../kit/stepper.js';
import type { EffectiveSettings } from '../net/types.js';
import {
  adviceOn, asStrict, bounds, inheritedSetting, inWords, limitOf, numberInWords, recommendation, settingKeys, settingOf, withSetting,
  type Modes, type Overrides, type Setting, type SettingKey,
} from './model.js';

/** What is edited. Without inherited it is the environment's own settings, which are complete. */
export interface Edited {
  value: Overrides;
  inherited?: EffectiveSettings | undefined; // what holds where value has nothing
  modes?: Modes | undefined; // what a workspace may do with each; only with inherited
}

export interface EditorOptions {
  /** Who reads it: "your provider" for a workspace's administrator, "the environment" for operators. */
  voice?: 'workspace' | 'operator';
  /** What stands at the end of each setting's card. */
  extra?: (key: SettingKey) => TemplateResult;
}

/**
 * It belongs to one screen: made once, filled by set with what is saved, drawn by render. Its styles are settings.css and
 * the kit's controls.css. onChange tells of each change by the user, with the value as it is to be sent.
 */
export class SettingsEditor {
  value: Overrides = {};
  private inherited: EffectiveSettings | undefined;
  private modes: Modes = {};
  private fields!: Record<SettingKey, DurationField | NumberField>;

  constructor(private readonly host: Component, private readonly onChange: (value: Overrides) => void) { this.set({ value: {} }); }

  /** Takes settings as they are saved, and forgets what was typed. */
  set({ value, inherited, modes }: Edited): void {
    this.value = value;
    this.inherited = inherited;
    this.modes = modes ?? {};
    const make = <F>(Field: new (host: Component, number: number, min: number, max: number, onChange: (number: number) => void) => F, key: SettingKey): F =>
      new Field(this.host, this.number(key), bounds[key].min, this.most(key), (number) => this.change(key, { on: true, number }));
    this.fields = {
      idle_session_timeout: make(DurationField, 'idle_session_timeout'),
      force_relogin: make(DurationField, 'force_relogin'),
      max_concurrent_sessions: make(NumberField, 'max_concurrent_sessions'),
    };
    this.host.requestUpdate();
  }

  /** Reads what is still being typed. False when a value cannot be saved; the focus is on it then. */
  commit(): boolean {
    const wrong = settingKeys.find((key) => this.setting(key).on && !this.locked(key) && !this.fields[key].commit());
    if (wrong) void this.focus(wrong);
    return wrong === undefined;
  }

  /** Whether what is shown could be saved. */
  get valid(): boolean { return settingKeys.every((key) => !this.setting(key).on || this.locked(key) || this.fields[key].error === ''); }

  /** A setting as it would hold. */
  setting(key: SettingKey): Setting {
    return settingOf(this.value, key) ?? (this.inherited ? inheritedSetting(this.inherited, key) : { on: false, number: 0 });
  }

  private get all(): Record<SettingKey, Setting> {
    return Object.fromEntries(settingKeys.map((key) => [key, this.setting(key)])) as Record<SettingKey, Setting>;
  }

  private number(key: SettingKey): number { return this.setting(key).number || Math.min(bounds[key].start, this.most(key)); }

  // ---- what the environment allows ----

  private locked(key: SettingKey): boolean { return this.modes[key] === 'locked'; }

  /** The environment's limit, where a workspace may only be stricter; 0 for none. */
  private cap(key: SettingKey): number {
    return this.inherited && this.modes[key] === 'stricter_only' ? limitOf(key, inheritedSetting(this.inherited, key)) : 0;
  }

  private most(key: SettingKey): number { return Math.min(this.cap(key) || Infinity, bounds[key].max); }

  private mayBeOff(key: SettingKey): boolean { return asStrict(limitOf(key, { on: false, number: 0 }), this.cap(key)); }

  // ---- what the user does ----

  private change(key: SettingKey, setting: Setting | undefined): void {
    this.value = withSetting(this.value, key, setting);
    this.host.requestUpdate();
    this.onChange(this.value);
  }

  /** Sets a setting from outside of its field, and switches it on. */
  move(key: SettingKey, number: number): void {
    const field = this.fields[key];
    if (field instanceof DurationField) field.show(number);
    else field.set(number);
    this.change(key, { on: true, number });
  }

  private toggle(key: SettingKey, on: boolean): void { this.change(key, { on, number: on ? this.number(key) : this.setting(key).number }); }

  /** Gives up the workspace's own value. */
  private back(key: SettingKey): void {
    this.change(key, undefined);
    const { number } = this.setting(key);
    const field = this.fields[key];
    if (field instanceof DurationField) field.show(number || this.number(key));
    else field.set(number || this.number(key));
    void this.focus(key);
  }

  private async focus(key: SettingKey): Promise<void> {
    await this.host.updateComplete;
    const find = (id: string): HTMLElement | null => this.host.renderRoot.querySelector<HTMLElement>(`#${id}`);
    (find(this.fields[key].error ? key : `${key}-switch`) ?? find(`${key}-switch`))?.focus();
  }

  // ---- how it looks ----

  render(of: EditorOptions = {}): TemplateResult { return html`<div class="settings">${settingKeys.map((key) => this.card(key, of))}</div>`; }

  private card(key: SettingKey, of: EditorOptions): TemplateResult {
    const setting = this.setting(key);
    const stuck = this.locked(key) || (setting.on && !this.mayBeOff(key));
    const voice = of.voice ?? 'workspace';
    return html`<section class="card setting" aria-labelledby="${key}-title" data-setting=${key}>
      <div class="switch-row">
        <div><h2 id="${key}-title">${t(`settings.${key}`)}</h2><p class="muted small" id="${key}-about">${t(`settings.${key}.about`)}</p></div>
        ${switchControl({ id: `${key}-switch`, on: setting.on, labelledby: `${key}-title`, describedby: `${key}-about ${key}-allowed`, disabled: stuck, onChange: (on) => this.toggle(key, on) })}
      </div>
      ${setting.on && !this.locked(key) ? this.field(key) : this.words(key, setting)}
      ${this.allowed(key, voice)}
      ${this.inherited ? this.origin(key, voice) : nothing}
      ${of.extra?.(key) ?? nothing}
    </section>`;
  }

  private field(key: SettingKey): TemplateResult {
    const advice = adviceOn(key, this.all);
    return this.fields[key].render({ id: key, label: t(`settings.${key}`), hint: recommendation(key), ...(advice ? { warning: advice } : {}) });
  }

  /** What cannot be changed, or is off, in words. */
  private words(key: SettingKey, setting: Setting): TemplateResult {
    if (!setting.on) return html`<p class="off">${t(`settings.${key}.off`)} <span class="note">${recommendation(key)}</span></p>`;
    return html`<p class="fixed"><b>${numberInWords(key, setting.number)}</b></p>`;
  }

  private allowed(key: SettingKey, voice: 'workspace' | 'operator'): TemplateResult {
    const cap = this.cap(key);
    const text = this.locked(key) ? t(`settings.${voice}.locked`)
      : cap === 0 ? '' : [t(`settings.${voice}.at-most`, { limit: numberInWords(key, cap) }), this.mayBeOff(key) ? '' : t('settings.not-off')].filter(Boolean).join(' ');
    return html`<p class=${text ? 'note row allowed' : 'hidden'} id="${key}-allowed">${text ? html`${icon('lock')}<span>${text}</span>` : nothing}</p>`;
  }

  private origin(key: SettingKey, voice: 'workspace' | 'operator'): TemplateResult {
    const own = this.value[key] !== undefined;
    const theirs = this.inherited ? inWords(key, inheritedSetting(this.inherited, key)) : '';
    return html`<div class="row origin">
      ${own ? badge(t('settings.own'), 'accent') : badge(t(`settings.${voice}.inherited`))}
      ${own ? html`<span class="note">${t(`settings.${voice}.theirs`, { value: theirs.replace(/\.$/, '') })}</span>
        <button type="button" class="link small" aria-describedby="${key}-title" @click=${() => this.back(key)}>${t(`settings.${voice}.back`)}</button>` : nothing}
    </div>`;
  }
}
