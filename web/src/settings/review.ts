// What a change of session settings comes to: old and new beside each other, and whom it would sign out.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { EffectiveSettings } from '../net/types.js';
import { inheritedSetting, inWords, sameSetting, settingKeys, settingOf, type Overrides, type SettingKey } from './model.js';

/** Whom a change would sign out, by a preview of the API. */
export interface Impact { sessions: number; users: number; tenants: number; soon: number; keeping: number; own: boolean }

export const changedKeys = (before: Overrides, after: Overrides): SettingKey[] =>
  settingKeys.filter((key) => !sameSetting(settingOf(before, key), settingOf(after, key)));

/** The settings that change, old → new. inherited says what holds where a side has nothing; voice as in the editor. */
export function reviewTable(of: { before: Overrides; after: Overrides; inherited?: EffectiveSettings | undefined; voice?: 'workspace' | 'operator' }): TemplateResult {
  const words = (settings: Overrides, key: SettingKey): string => {
    const own = settingOf(settings, key);
    if (own) return inWords(key, own);
    if (!of.inherited) return t(`settings.${key}.off`);
    return t(`settings.${of.voice ?? 'workspace'}.as-inherited`, { value: inWords(key, inheritedSetting(of.inherited, key)) });
  };
  return html`<table class="review">
    <thead><tr><th scope="col">${t('settings.review.setting')}</th><th scope="col">${t('settings.review.now')}</th><th scope="col">${t('settings.review.then')}</th></tr></thead>
    <tbody>${changedKeys(of.before, of.after).map((key) => html`<tr><th scope="row">${t(`settings.${key}`)}</th>
      <td>${words(of.before, key)}</td><td><b>${words(of.after, key)}</b></td></tr>`)}</tbody>
  </table>`;
}

/** Whom a change of a workspace would sign out, in sentences. */
export function impactOfWorkspace(impact: Impact): string {
  const soon = impact.soon > 0 ? [t('settings.impact.soon', { n: impact.soon })] : [];
  if (impact.sessions === 0) return [t('settings.impact.none'), ...soon].join(' ');
  const whom = t('settings.impact.users', { n: impact.users });
  return [t('settings.impact.sessions', { n: impact.sessions, users: whom }), ...soon, t(impact.own ? 'settings.impact.own' : 'settings.impact.not-own')].join(' ');
}
