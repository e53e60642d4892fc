// The emergency exit, next to the policy: all sessions of the environment end at once.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import type { Dialog } from '../../kit/dialog.js';
import type { Notices } from '../../kit/notices.js';
import type { Client } from '../../net/client.js';
import type { Environment } from '../../net/types.js';
import { noted, tokensNote } from '../words.js';

interface Screen { client: Client; environment: Environment }

export class EndAll {
  constructor(private readonly screen: Screen, private readonly dialog: Dialog, private readonly notices: Notices, private readonly attempt: (action: () => Promise<unknown>) => Promise<boolean>) {}

  /** Asks, by the name that has to be typed, and ends them. now: how many there are, if that is known. */
  private async end(now: { sessions: number; users: number } | undefined, after: () => void): Promise<void> {
    const { name, id } = this.screen.environment;
    const answer = await this.dialog.ask({
      title: t('endall.ask', { environment: name }), danger: true, keep: t('endall.keep'), act: t('endall.act'),
      text: html`<p>${now ? t('endall.count', { n: now.sessions, users: t('impact.users', { n: now.users }) }) : nothing} ${t('endall.text')} ${id === 'operators' ? t('endall.own') : nothing}</p><p class="muted small">${tokensNote()}</p>`,
      type: { label: t('endall.type', { environment: name.trim() }), text: name.trim() }, reason: { label: t('session.end.reason') },
    });
    if (!answer || !(await this.attempt(() => this.screen.client.post('/v1/sessions/end-all', noted(answer))))) return;
    this.notices.say(t('endall.done', { environment: name }));
    after();
  }

  render(now: { sessions: number; users: number } | undefined, after: () => void): TemplateResult {
    return html`<section class="part card pad end-all" aria-labelledby="end-all"><h2 id="end-all">${t('endall.title')}</h2><p class="muted small">${t('endall.about')}</p>
      <div><button type="button" class="button danger" id="end-all-button" @click=${() => void this.end(now, after)}>${t('endall.act')}</button></div></section>`;
  }
}
