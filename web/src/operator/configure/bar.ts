// The bar below what is edited: what would happen, and the three things that can be done with it.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import type { Impact } from '../document.js';
import type { Draft } from '../draft.js';
import type { Preview } from './preview.js';

/** Whom publishing would sign out, in a sentence. */
export function sessionsInWords(impact: Pick<Impact, 'sessions' | 'users' | 'tenants' | 'soon' | 'keeping' | 'own'>): string {
  const later = [...(impact.soon > 0 ? [t('impact.soon', { n: impact.soon })] : []), ...(impact.keeping > 0 ? [t('impact.keeping', { n: impact.keeping })] : [])];
  if (impact.sessions === 0) return [t('impact.none'), ...later].join(' ');
  return [t('impact.sessions', {
    n: impact.sessions, users: t('impact.users', { n: impact.users }), workspaces: t('impact.workspaces', { n: impact.tenants }),
  }), ...later, t(impact.own ? 'impact.own' : 'impact.not-own')].join(' ');
}

/** Who would gain or lose which permission, a sentence each. */
export const rightsInWords = (impact: Impact): string[] => impact.permissions.flatMap((one) => [
  ...(one.gain > 0 ? [t('impact.gain', { n: one.gain, permission: one.name, workspaces: t('impact.workspaces', { n: one.gain_tenants }) })] : []),
  ...(one.lose > 0 ? [t('impact.lose', { n: one.lose, permission: one.name, workspaces: t('impact.workspaces', { n: one.lose_tenants }) })] : []),
]);

function previewed(of: { draft: Draft; preview: Preview }): string {
  if (of.draft.count === 0) return t(of.draft.dirty ? 'draft.undone' : 'draft.none');
  const { state, impact } = of.preview;
  if (state === 'failed') return t('impact.failed');
  if (state === 'counting' || !impact) return t('impact.counting');
  const rights = rightsInWords(impact);
  const moved = impact.sessions > 0 || impact.soon > 0 || impact.changes.some((change) => change.path.startsWith('session_settings.'));
  return [...(moved || rights.length === 0 ? [sessionsInWords(impact)] : []), ...rights.slice(0, 2), ...(rights.length > 2 ? [t('impact.more', { n: rights.length - 2 })] : [])].join(' ');
}

export const bar = (of: { draft: Draft; preview: Preview; writable: boolean; show: TemplateResult; onDiscard: () => void; onSave: () => void; onReview: () => void }): TemplateResult => {
  const { draft } = of;
  const nothingToDo = draft.count === 0 && !draft.dirty;
  const press = (off: boolean, action: () => void) => (): void => { if (!off) action(); };
  const kept = draft.count > 0 && !draft.dirty && draft.revision > 0;
  return html`<section class="bar ${nothingToDo ? 'still' : ''}" aria-label=${t('draft.bar')}>
    <div class="bar-text" id="preview" data-state=${of.preview.state}>
      ${draft.count > 0 ? html`<p class="small muted"><b>${t('draft.count', { n: draft.count })}</b>${t('separator')}${t(kept ? 'draft.kept' : 'draft.unkept')}</p>` : nothing}
      <p aria-live="polite">${previewed(of)}</p>${(of.preview.impact?.sessions ?? 0) > 0 ? of.show : nothing}
    </div>
    ${of.writable ? html`<div class="row">
      <button type="button" class="button" aria-disabled=${nothingToDo ? 'true' : nothing} @click=${press(nothingToDo, of.onDiscard)}>${t('draft.discard')}</button>
      <button type="button" class="button" aria-disabled=${draft.dirty ? nothing : 'true'} @click=${press(!draft.dirty, of.onSave)}>${t('draft.save')}</button>
      <button type="button" class="button primary" aria-disabled=${draft.count === 0 ? 'true' : nothing} @click=${press(draft.count === 0, of.onReview)}>${t('draft.review')}</button>
    </div>` : html`<p class="small muted">${t('draft.look-only')}</p>`}
  </section>`;
};
