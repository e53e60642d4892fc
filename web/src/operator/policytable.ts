// What holds in a workspace, and from where: setting, environment, workspace, effective.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { badge } from '../kit/button.js';
import { table, type Column } from '../kit/table.js';
import { inheritedSetting, inWords, settingKeys, settingOf, type SettingKey, type Settings } from '../settings/model.js';
import type { TenantSettings } from './types.js';

const bare = (text: string): string => text.replace(/\.$/, '');

export function policyTable(held: TenantSettings, environment: Settings): TemplateResult {
  const columns: Column<SettingKey>[] = [
    { key: 'setting', head: t('workspaces.p.setting'), look: 'lead', cell: (key) => html`<span class="strong">${t(`settings.${key}`)}</span>` },
    { key: 'environment', head: t('workspaces.p.environment'), cell: (key) => { const one = settingOf(environment, key); return one ? bare(inWords(key, one)) : ''; } },
    { key: 'workspace', head: t('workspaces.p.workspace'), cell: (key) => { const one = settingOf(held.own, key); return one ? bare(inWords(key, one)) : html`<span class="muted">${t('workspaces.p.none')}</span>`; } },
    { key: 'effective', head: t('workspaces.p.effective'), cell: (key) => html`<span class="row"><b>${bare(inWords(key, inheritedSetting(held.effective, key)))}</b>
      ${badge(t(`session.source.${held.effective[key].source}`), held.effective[key].source === 'tenant' ? 'accent' : 'plain')}</span>` },
    { key: 'mode', head: t('workspaces.p.mode'), cell: (key) => html`<span class="muted">${t(`workspaces.mode.${held.modes[key] ?? 'choose'}`)}</span>` },
  ];
  return html`<div class="card">${table({ label: t('workspaces.policy'), columns, rows: settingKeys, id: (key) => key })}</div>`;
}
