// O7, Admin portal: which pages users get, and what it looks like for whom.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { switchControl } from '../../kit/switch.js';
import { selectField } from '../../kit/field.js';
import styles from './builder.css';
import { holds, readAudit, revokeSessions, viewUsers, type Document, type Role } from '../document.js';
import { PortalView } from './portalview.js';
import { DraftScreen } from './screen.js';

interface Page {
  id: 'privacy' | 'users' | 'security';
  anyOf: readonly string[]; // permissions of which one is needed
  on: (document: Document) => boolean;
  set: (document: Document, on: boolean) => void;
}

const groups: readonly { id: 'personal' | 'workspace'; pages: readonly Page[] }[] = [
  { id: 'personal', pages: [{
    id: 'privacy', anyOf: [], on: ({ pages }) => pages.personal.privacy_and_security, set: ({ pages }, on) => { pages.personal.privacy_and_security = on; },
  }] },
  { id: 'workspace', pages: [
    { id: 'users', anyOf: [viewUsers, revokeSessions], on: ({ pages }) => pages.workspace.users, set: ({ pages }, on) => { pages.workspace.users = on; } },
    { id: 'security', anyOf: [revokeSessions], on: ({ pages }) => pages.workspace.security, set: ({ pages }, on) => { pages.workspace.security = on; } },
  ] },
];

export class Builder extends DraftScreen {
  static override styles = [DraftScreen.styles, styles];

  private as: string | undefined; // the role that the preview is for; empty for none
  private readonly look = new PortalView(this);

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
    return html`<section class="shown" aria-labelledby="shown-title"><h2 id="shown-title">${t('builder.preview')}</h2><p class="small muted">${t('builder.preview.about')}</p>
      <div class="choose">${selectField({
        id: 'as', label: t('builder.as'), value: role?.key ?? '', options: [...document.roles.map((one) => [one.key, one.name] as const), ['', t('builder.no-role')] as const],
        onChange: (key) => { this.as = key; this.requestUpdate(); },
      })}${this.look.choices()}</div>
      ${this.look.render({
        pages: document.pages, settings: document.session_settings, role: role?.key ?? '', roles: document.roles.map((one) => [one.key, one.name] as const),
        permissions: [revokeSessions, viewUsers, readAudit].filter((key) => role && holds(role, key)),
      })}</section>`;
  }
}

customElements.define('sojourn-builder', Builder);
