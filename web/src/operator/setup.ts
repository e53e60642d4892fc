// The short way through all of session management: one page with what is recommended, which makes one draft.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { switchControl } from '../kit/switch.js';
import controls from '../kit/controls.css';
import { checkbox } from '../kit/field.js';
import { problemPanel, skeleton } from '../kit/panels.js';
import { SettingsEditor } from '../settings/editor.js';
import settingsStyles from '../settings/settings.css';
import type { Settings } from '../settings/model.js';
import { holds, revokeSessions, viewUsers, type Document, type Role } from './document.js';
import { UsesDraft } from './draft.js';
import { OperatorScreen } from './screen.js';
import styles from './setup.css';
import { recommended } from './steps.js';

const pages = [['personal', 'privacy_and_security'], ['workspace', 'users'], ['workspace', 'security']] as const;
type Page = `${(typeof pages)[number][0]}.${(typeof pages)[number][1]}`;

export class Setup extends OperatorScreen {
  static override styles = [OperatorScreen.styles, controls, settingsStyles, styles];
  static override properties = [...OperatorScreen.properties, 'go'];

  go: (path: string) => void = () => {};
  private begun: Document | undefined; // what the choices were made from
  private roles = new Set<string>();
  private shown = new Set<string>();
  private saving = false;
  private readonly uses = new UsesDraft(this);
  private readonly editor = new SettingsEditor(this, () => {});

  protected override willUpdate(changed: PropertyValues): void {
    const { draft } = this.uses;
    if (changed.has('client')) {
      this.begun = undefined;
      void draft.load();
    }
    if (this.begun || !draft.document) return;
    this.begun = draft.document;
    const holders = draft.document.roles.filter((role) => holds(role, revokeSessions));
    const admins = draft.document.roles.filter((role) => /admin|owner/i.test(role.key));
    this.roles = new Set((holders.length > 0 ? holders : admins).map((role) => role.key));
    this.shown = new Set(pages.map((page) => page.join('.')));
    this.editor.set({ value: recommended(draft.document.session_settings) });
  }

  /** One draft of everything, which is then reviewed and published like any other. */
  private async save(): Promise<void> {
    if (this.saving || !this.editor.commit()) return;
    this.saving = true;
    this.requestUpdate();
    const { draft } = this.uses;
    draft.edit((document) => {
      document.roles = document.roles.map((role) => this.granted(role));
      document.pages = {
        personal: { privacy_and_security: this.shown.has('personal.privacy_and_security') },
        workspace: { users: this.shown.has('workspace.users'), security: this.shown.has('workspace.security') },
      };
      document.session_settings = { ...document.session_settings, ...(this.editor.value as Settings) };
    });
    const done = await this.attempt(() => draft.save());
    this.saving = false;
    this.requestUpdate();
    if (done) this.go(`${this.base.replace(/^\/operator\//, '')}/review`);
  }

  /** The role with the permission, or without it. Patterns that cover more are left alone. */
  private granted(role: Role): Role {
    const wanted = this.roles.has(role.key);
    if (wanted === holds(role, revokeSessions)) return role;
    if (!wanted) return { ...role, permissions: role.permissions.filter((key) => key !== revokeSessions) };
    return { ...role, permissions: [...role.permissions, revokeSessions, ...(holds(role, viewUsers) ? [] : [viewUsers])] };
  }

  protected view(): TemplateResult {
    const { draft } = this.uses;
    this.dataset['state'] = draft.document ? 'ready' : draft.problem ? 'error' : 'loading';
    return html`<div class="head"><h1 tabindex="-1">${t('nav.setup')}</h1><p class="lead">${t('setup.lead')}</p></div>
      ${draft.document ? this.form(draft.document) : draft.problem ? problemPanel(draft.problem, () => void draft.load(true)) : skeleton()}`;
  }

  private form(document: Document): TemplateResult {
    const own = `/e/${this.base.split('/').pop() ?? ''}/`;
    return html`<div class="stack">
      <section class="step" aria-labelledby="s1"><h2 id="s1"><span class="dot" aria-hidden="true">1</span>${t('setup.step.who')}</h2><p class="muted">${t('setup.who.about')}</p>
        <div class="card pad choice" role="group" aria-labelledby="s1">${document.roles.map((role) => html`<div>${checkbox({
          id: `role-${role.key}`, label: role.name, checked: this.roles.has(role.key), onChange: (on) => this.set(this.roles, role.key, on) })}
          ${role.description ? html`<p class="note">${role.description}</p>` : nothing}</div>`)}${document.roles.length === 0 ? html`<p class="muted">${t('setup.who.none')}</p>` : nothing}</div></section>
      <section class="step" aria-labelledby="s2"><h2 id="s2"><span class="dot" aria-hidden="true">2</span>${t('setup.step.see')}</h2><p class="muted">${t('setup.see.about')}</p>
        <div class="card pad choice wide">${pages.map((page) => { const key = page.join('.') as Page; return html`<div class="switch-row"><div><p class="strong" id="page-${key}">${t(`setup.page.${key}` as 'setup.page.workspace.users')}</p><p class="note" id="about-${key}">${t(`setup.page.${key}.about` as 'setup.page.workspace.users.about')}</p></div>
          ${switchControl({ id: `switch-${page[1]}`, on: this.shown.has(key), labelledby: `page-${key}`, describedby: `about-${key}`, onChange: (on) => this.set(this.shown, key, on) })}</div>`; })}</div></section>
      <section class="step" aria-labelledby="s3"><h2 id="s3"><span class="dot" aria-hidden="true">3</span>${t('setup.step.limits')}</h2><p class="muted">${t('setup.limits.about')}</p>${this.editor.render({ voice: 'operator' })}</section>
      <section class="step" aria-labelledby="s4"><h2 id="s4"><span class="dot" aria-hidden="true">4</span>${t('setup.step.try')}</h2><p class="muted">${t('setup.try.about')}</p>
        <p><a href=${own} target="_blank" rel="noopener">${t('setup.try.open')}</a></p></section>
    </div>
    <div class="bar"><span class="grow muted small">${t('setup.nothing-yet')}</span><a class="button" href="${this.base}/overview">${t('setup.later')}</a>
      <button type="button" class="button primary" aria-disabled=${this.saving ? 'true' : nothing} @click=${() => void this.save()}>${t('setup.review')}</button></div>`;
  }

  private set(of: Set<string>, key: string, on: boolean): void {
    of[on ? 'add' : 'delete'](key);
    this.requestUpdate();
  }
}

customElements.define('sojourn-setup', Setup);
