// What screens of operators share: where they are, what their reader may do, the drawer with a session's details.

import type { PropertyValues, TemplateResult } from 'lit';
import { html } from 'lit';
import { t } from '../i18n/texts.js';
import type { Component } from '../kit/component.js';
import dialogs from '../kit/dialog.css';
import fields from '../kit/fields.css';
import { Screen } from '../kit/screen.js';
import { Client } from '../net/client.js';
import { titleOf } from '../portal/session.js';
import { Drawer } from './drawer.js';
import styles from './screen.css';
import type { ManagedSession } from './types.js';
import { ownerOf, tokensNote } from './words.js';

export abstract class OperatorScreen extends Screen {
  static override styles: typeof Screen.styles = [Screen.styles, fields, dialogs, styles];
  static override properties: (typeof Component)['properties'] = ['client', 'base', 'may'];

  client = new Client('');
  base = ''; // the path of the environment's screens
  may: readonly string[] = []; // scopes

  protected readonly drawer = new Drawer(this, () => ({ client: this.client, base: this.base, audit: this.can('audit:read'), settings: this.can('settings:read') }));

  protected can(scope: string): boolean { return this.may.includes(scope); }

  /** Tells the frame what the screen is about, for the path and the window's title. */
  protected entitle(text: string): void { this.dispatchEvent(new CustomEvent('sojourn-title', { bubbles: true, composed: true, detail: text })); }

  protected override updated(changed: PropertyValues): void {
    super.updated(changed);
    this.drawer.show();
  }

  /** Asks, and ends a session of somebody else. */
  protected async endOne(session: ManagedSession): Promise<boolean> {
    const owner = ownerOf(session);
    const answer = await this.dialog.ask({
      title: t('session.end.ask', { user: owner }), keep: t('session.keep'), act: t('session.end.act'), danger: true,
      text: html`<p>${t('session.end.text', { device: titleOf(session) })}</p><p class="muted small">${tokensNote()}</p>`,
    });
    if (!answer || !(await this.attempt(() => this.client.delete(`/v1/sessions/${session.id}`)))) return false;
    this.notices.say(t('session.end.done', { user: owner }));
    return true;
  }

  protected endButton(session: ManagedSession, describedby: string, onDone: () => void): TemplateResult {
    return html`<button type="button" class="button danger small" id="end-${session.id}" aria-describedby=${describedby}
      @click=${() => void this.endOne(session).then((done) => { if (done) onDone(); })}>${t('session.end')}</button>`;
  }
}
