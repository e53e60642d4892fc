// What the self-service portal looks like for somebody, drawn small: in a language, a width, and light or dark.

import { html, nothing, type TemplateResult } from 'lit';
import type { entitlements } from '../../i18n/en/entitlements.js';
import { language, t } from '../../i18n/texts.js';
import type { Component } from '../../kit/component.js';
import { selectField } from '../../kit/field.js';
import { icon, type Icon } from '../../kit/icons.js';

export interface Group { id: 'personal' | 'workspace'; pages: readonly { id: 'privacy' | 'users' | 'security'; icon: Icon }[] }

type Language = 'en' | 'de';
type Texts = Record<keyof typeof entitlements, unknown>;
type Width = 'wide' | 'narrow';

export class PortalView {
  private dark = false;
  private width: Width = 'wide';
  private language: Language = language() === 'de' ? 'de' : 'en';
  private texts: Texts | undefined; // of another language than the screen's

  constructor(private readonly host: Component) {}

  private async speak(wanted: Language): Promise<void> {
    this.language = wanted;
    if (wanted === language()) this.texts = undefined;
    else this.texts = wanted === 'de' ? (await import('../../i18n/de/entitlements.js')).entitlements : (await import('../../i18n/en/entitlements.js')).entitlements;
    this.host.requestUpdate();
  }

  private t(key: `builder.${Group['id'] | 'privacy' | 'users' | 'security'}` | 'builder.preview.nothing'): string { return this.texts ? String(this.texts[key]) : t(key); }

  choices(): TemplateResult {
    const redraw = (): void => this.host.requestUpdate();
    return html`${selectField<Language>({ id: 'language', label: t('builder.language'), value: this.language, options: [['en', 'English'], ['de', 'Deutsch']], onChange: (wanted) => void this.speak(wanted) })}
      ${selectField<Width>({ id: 'width', label: t('builder.width'), value: this.width, options: [['wide', t('builder.width.wide')], ['narrow', t('builder.width.narrow')]], onChange: (width) => { this.width = width; redraw(); } })}
      <button type="button" class="button" aria-pressed=${this.dark} @click=${() => { this.dark = !this.dark; redraw(); }}>${t('builder.dark')}</button>`;
  }

  render(name: string, groups: readonly Group[]): TemplateResult {
    const [first] = groups;
    return html`<div class="portal ${this.dark ? 'dark' : 'light'} ${this.width}" role="img" lang=${this.language} data-language=${this.language}
      aria-label=${groups.length > 0 ? t('builder.preview.says', { pages: groups.flatMap((group) => group.pages.map((page) => this.t(`builder.${page.id}`))).join(', ') }) : t('builder.preview.nothing')}>
      <div class="portal-head">${this.width === 'narrow' ? icon('menu') : nothing}<b>${name}</b><i></i></div>
      <div class="portal-body"><div class="portal-nav">${groups.map((group) => html`<span class="portal-group">${this.t(`builder.${group.id}`)}</span>
        ${group.pages.map((page, i) => html`<span class="portal-link ${group === first && i === 0 ? 'current' : ''}">${icon(page.icon)}${this.t(`builder.${page.id}`)}</span>`)}`)}
        ${groups.length === 0 ? html`<span class="portal-group">${this.t('builder.preview.nothing')}</span>` : nothing}</div>
        <div class="portal-page"><b>${first?.pages[0] ? this.t(`builder.${first.pages[0].id}`) : ''}</b>${groups.length > 0 ? html`<i></i><i></i><i></i>` : nothing}</div></div></div>`;
  }
}
