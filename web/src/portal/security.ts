// S3, Workspace → Security: how long the workspace's users stay signed in.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import controls from '../kit/controls.css';
import fields from '../kit/fields.css';
import { Load } from '../kit/load.js';
import { banner, explain } from '../kit/panels.js';
import { Screen } from '../kit/screen.js';
import { Client, Problem } from '../net/client.js';
import { Live } from '../net/live.js';
import type { EffectiveSettings, Me } from '../net/types.js';
import { Endings, type EndingPage } from '../settings/endings.js';
import { SettingsEditor } from '../settings/editor.js';
import { sameSettings, settingKeys, withSetting, type Modes, type Overrides } from '../settings/model.js';
import { Preview } from '../settings/preview.js';
import { changedKeys, impactOfWorkspace, reviewTable, type Impact } from '../settings/review.js';
import endingStyles from '../settings/endings.css';
import editor from '../settings/settings.css';

interface Answer { own: Overrides; version: number; effective: EffectiveSettings; inherited: EffectiveSettings; modes: Modes; ended?: number }
interface Saved extends Answer { value: Overrides } // value: of own, what holds and so can be sent

export class Security extends Screen {
  static override styles = [Screen.styles, fields, controls, endingStyles, editor];
  static override properties = ['client', 'me'];

  client = new Client('');
  me!: Me;

  private conflict = false; // whether somebody else has saved since this was loaded
  private saving = false;

  private readonly editor = new SettingsEditor(this, () => (this.editor.valid ? this.preview.ask() : this.preview.clear()));
  private readonly preview = new Preview(this, (signal) => this.client.post<Impact>('/v1/workspace/session-settings/preview', this.editor.value, { background: true, signal }),
    (impact) => this.notices.announce(impactOfWorkspace(impact)));
  private readonly endings = new Endings(this, (query) => this.client.post<EndingPage>(`/v1/workspace/session-settings/preview${query}`, this.editor.value));
  private readonly saved = new Load<Saved>(this, async (options) => {
    const fresh = known(await this.client.get<Answer>('/v1/workspace/session-settings', options));
    this.take(fresh);
    return fresh;
  });
  private readonly live = new Live(this, () => this.client, '/v1/me/changes', () => { if (!this.dirty && !this.saving) void this.saved.reload(true); });

  private get dirty(): boolean { return this.saved.value !== undefined && !sameSettings(this.saved.value.value, this.editor.value); }

  /** Shows what is saved; what the user has changed since stays. */
  private take(fresh: Saved): void {
    const before = this.saved.value?.value;
    let value = fresh.value;
    if (before && this.dirty) {
      for (const key of changedKeys(before, this.editor.value)) value = { ...withSetting(value, key, undefined), ...pick(this.editor.value, key) };
    }
    if (before && sameSettings(fresh.value, before) && fresh.version === this.saved.value?.version && !this.conflict) return;
    this.editor.set({ value, inherited: fresh.inherited, modes: fresh.modes });
  }

  // ---- what can be done ----

  private discard(): void {
    const saved = this.saved.value;
    if (saved) this.editor.set({ value: saved.value, inherited: saved.inherited, modes: saved.modes });
    this.conflict = false;
    this.preview.clear();
    void this.focusOn('h1');
  }

  private async review(): Promise<void> {
    const saved = this.saved.value;
    if (!saved || !this.editor.commit() || !this.dirty) return;
    await this.preview.now();
    const { impact } = this.preview;
    const some = (impact?.sessions ?? 0) > 0;
    const answer = await this.dialog.ask({
      title: t('security.ask', { workspace: this.me.tenant.name }),
      text: html`<p>${this.preview.text(impactOfWorkspace)} ${t('security.ask.at-once')}</p>${this.showThem()}${some ? html`<p class="muted small">${t('security.ask.final')}</p>` : nothing}`,
      list: reviewTable({ before: saved.value, after: this.editor.value, inherited: saved.inherited }),
      keep: t('security.keep'), act: impact?.sessions ? t('security.act.end', { n: impact.sessions }) : t('security.act'), danger: some,
    });
    if (answer) await this.save(saved);
  }

  private async save(saved: Saved): Promise<void> {
    this.saving = true;
    try {
      // Version 0 means "whatever is there" to the API: whether somebody has begun meanwhile is asked here.
      if (saved.version === 0 && (await this.client.get<Answer>('/v1/workspace/session-settings')).version !== 0) {
        await this.meet();
        return;
      }
      const answer = await this.client.put<Answer>('/v1/workspace/session-settings', { ...this.editor.value, version: saved.version });
      const fresh = known(answer);
      this.saved.set(fresh);
      this.editor.set({ value: fresh.value, inherited: fresh.inherited, modes: fresh.modes });
      this.conflict = false;
      this.preview.clear();
      this.notices.say(answer.ended ? t('security.saved.ended', { n: answer.ended }) : t('security.saved'));
      await this.focusOn('h1');
    } catch (error) {
      if (error instanceof Problem && error.code === 'version_conflict') await this.meet();
      else this.notices.say(`${explain(error as Problem)} ${t('error.unchanged')}`);
    } finally {
      this.saving = false;
      this.requestUpdate();
    }
  }

  /** Somebody else has saved meanwhile: theirs is loaded, the changes made here stay on top of it. */
  private async meet(): Promise<void> {
    this.conflict = true;
    await this.saved.reload();
    if (this.editor.valid) this.preview.ask();
    this.notices.announce(t('security.conflict'));
    await this.focusOn('#review', 'h1');
  }

  // ---- how it looks ----

  protected view(): TemplateResult {
    this.dataset['state'] = this.dirty ? 'changed' : this.saved.state;
    this.dataset['live'] = this.live.state;
    return html`
      <div class="head">
        <h1 tabindex="-1">${t('portal.security')}</h1>
        <p class="lead">${t('security.lead', { workspace: this.me.tenant.name })}</p>
      </div>
      ${this.staleness(this.saved)}
      ${this.conflict ? banner(t('security.conflict')) : nothing}
      ${this.saved.show(() => html`${this.editor.render()}${this.dirty ? this.bar() : nothing}`, 4)}${this.endings.render()}`;
  }

  /** Whom it would sign out is shown to those who see the workspace's users. */
  private showThem(): TemplateResult | typeof nothing {
    return this.preview.impact?.sessions && this.me.rights.pages.workspace.users ? this.endings.button() : nothing;
  }

  private bar(): TemplateResult {
    const ready = navigator.onLine && !this.saving; // with a wrong value, it leads there
    return html`<div class="settings-bar">
      <div class="bar-text"><p>${this.editor.valid ? this.preview.text(impactOfWorkspace) : t('security.invalid')}</p>
        ${this.editor.valid ? this.showThem() : nothing}</div>
      <div class="row">
        <button type="button" class="button" @click=${() => this.discard()}>${t('security.discard')}</button>
        <button type="button" class="button primary" id="review" aria-disabled=${ready ? nothing : 'true'} @click=${() => ready && void this.review()}>${t('security.review')}</button>
      </div>
    </div>`;
  }
}

const pick = (settings: Overrides, key: keyof Overrides): Overrides => (settings[key] ? { [key]: settings[key] } : {});

/** Own values that the provider does not allow any more have no effect, and could not be sent. */
function known(answer: Answer): Saved {
  const value = settingKeys.filter((key) => answer.own[key] && answer.effective[key].source === 'tenant')
    .reduce<Overrides>((own, key) => ({ ...own, ...pick(answer.own, key) }), {});
  return { ...answer, value };
}

customElements.define('sojourn-security', Security);
