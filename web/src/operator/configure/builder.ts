// O7, Admin portal: which pages users get, and what it looks like for whom.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { switchControl } from '../../kit/button.js';
import { selectField } from '../../kit/field.js';
import { icon, type Icon } from '../../kit/icons.js';
import styles from './builder.css';
import { holds, revokeSessions, viewUsers, type Document, type Role } from '../document.js';
import { DraftScreen } from './screen.js';

interface Page {
  id: 'privacy' | 'users' | 'security';
  icon: Icon;
  anyOf: readonly string[]; // permissions of which one is needed
  on: (document: Document) => boolean;
  set: (document: Document, on: boolean) => void;
}

const groups: readonly { id: 'personal' | 'workspace'; pages: readonly Page[] }[] = [
  { id: 'personal', pages: [{
    id: 'privacy', icon: 'shield', anyOf: [], on: ({ pages }) => pages.personal.privacy_and_security, set: ({ pages }, on) => { pages.personal.privacy_and_security = on; },
  }] },
  { id: 'workspace', pages: [
    { id: 'users', icon: 'people', anyOf: [viewUsers, revokeSessions], on: ({ pages }) => pages.workspace.users, set: ({ pages }, on) => { pages.workspace.users = on; } },
    { id: 'security', icon: 'lock', anyOf: [revokeSessions], on: ({ pages }) => pages.workspace.security, set: ({ pages }, on) => { pages.workspace.security = on; } },
  ] },
];

export class Builder extends DraftScreen {
  static override styles = [DraftScreen.styles, styles];

  private as: string | undefined; // the role that the preview is for; empty for none
  private dark = false;

  protected top(): TemplateResult { return this.head({ title: t('builder.title'), lead: t('builder.lead') }); }

  protected body(document: Document): TemplateResult {
    return html`<div class="builder"><div class="stack">${groups.map(({ id, pages }) => html`<section class="card" aria-labelledby="group-${id}">
        <h2 class="group" id="group-${id}">${t(`builder.${id}`)}</h2>${pages.map((page) => this.page(document, page))}</section>`)}</div>
      ${this.shown(document)}</div>`;
  }

  private who(document: Document, page: Page): Role[] { return document.roles.filter((role) => page.anyOf.some((key) => holds(role, key))); }

  private page(document: Document, page: Page): TemplateResult {
    const roles = this.who(document, page);
    const needs = page.anyOf.length > 0;
    const seen = !needs ? t('builder.seen.all') : roles.length > 0 ? t('builder.seen.roles', { roles: new Intl.ListFormat(globalThis.document.documentElement.lang || 'en').format(roles.map((role) => role.name)) }) : '';
    return html`<div class="page-row"><div class="switch-row"><div><h3 id="page-${page.id}">${t(`builder.${page.id}`)}</h3><p class="small muted" id="about-${page.id}">${t(`builder.${page.id}.about`)} ${seen}</p></div>
        ${switchControl({ id: `switch-${page.id}`, labelledby: `page-${page.id}`, describedby: `about-${page.id}`, on: page.on(document), disabled: !this.writable, onChange: (on) => this.draft.edit((draft) => page.set(draft, on)) })}</div>
      ${needs && roles.length === 0 ? html`<p class="warn">${t('builder.nobody', { permission: this.known.find((one) => one.key === revokeSessions)?.name ?? revokeSessions })}
        <a href="${this.at(`configurations/entitlements/permissions/${revokeSessions}`)}?tab=roles">${t('builder.assign')}</a></p>` : nothing}</div>`;
  }

  private shown(document: Document): TemplateResult {
    const role = document.roles.find((one) => one.key === (this.as ?? document.roles.find((each) => holds(each, revokeSessions))?.key));
    const visible = groups.map((group) => ({ ...group, pages: group.pages.filter((page) => page.on(document) && (page.anyOf.length === 0 || (role && page.anyOf.some((key) => holds(role, key))))) }))
      .filter((group) => group.pages.length > 0);
    return html`<section class="shown" aria-labelledby="shown-title"><h2 id="shown-title">${t('builder.preview')}</h2>
      <div class="row">${selectField({
        id: 'as', label: t('builder.as'), value: role?.key ?? '', options: [...document.roles.map((one) => [one.key, one.name] as const), ['', t('builder.no-role')] as const],
        onChange: (key) => { this.as = key; this.requestUpdate(); },
      })}<button type="button" class="button" aria-pressed=${this.dark} @click=${() => { this.dark = !this.dark; this.requestUpdate(); }}>${t('builder.dark')}</button></div>
      <div class="portal ${this.dark ? 'dark' : 'light'}" role="img" aria-label=${visible.length > 0 ? t('builder.preview.says', { pages: visible.flatMap((group) => group.pages.map((page) => t(`builder.${page.id}`))).join(', ') }) : t('builder.preview.nothing')}>
        <div class="portal-head"><b>${document.branding?.application_name || t('product')}</b><i></i></div>
        <div class="portal-body"><div class="portal-nav">${visible.map((group) => html`<span class="portal-group">${t(`builder.${group.id}`)}</span>
          ${group.pages.map((page, i) => html`<span class="portal-link ${group === visible[0] && i === 0 ? 'current' : ''}">${icon(page.icon)}${t(`builder.${page.id}`)}</span>`)}`)}
          ${visible.length === 0 ? html`<span class="portal-group">${t('builder.preview.nothing')}</span>` : nothing}</div>
          <div class="portal-page"><b>${visible[0]?.pages[0] ? t(`builder.${visible[0].pages[0].id}`) : ''}</b>${visible.length > 0 ? html`<i></i><i></i><i></i>` : nothing}</div></div></div>
      <p class="small muted">${t('builder.preview.about')}</p></section>`;
  }
}

customElements.define('sojourn-builder', Builder);
