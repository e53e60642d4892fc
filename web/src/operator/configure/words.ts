// Changes of a settings document in plain words.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { inWords, type SettingKey } from '../../settings/model.js';
import type { Change, Permission, Role } from '../document.js';

/** What keys are called, on either side of the changes. */
export interface Called { permissions: readonly Permission[]; roles: readonly Role[] }

type Shown = string | TemplateResult | typeof nothing;
interface Words { what: string; kind: string; before: Shown; after: Shown }

const none = '–';

export function nameOf(called: Called, key: string): string {
  return called.permissions.find((one) => one.key === key)?.name ?? (key.endsWith('.*') ? t('change.all-below', { key: key.slice(0, -2) }) : key);
}

const roleName = (called: Called, key: string): string => called.roles.find((one) => one.key === key)?.name ?? key;

export function inPlainWords(change: Change, called: Called): Words {
  const { path, before, after } = change;
  const whole = (value: unknown): boolean => typeof value === 'object' && value !== null && 'key' in value;
  if (path.startsWith('permissions.') || path.startsWith('roles.')) {
    const role = path.startsWith('roles.');
    const kind = t(role ? 'change.role' : 'change.permission');
    const rest = path.slice(path.indexOf('.') + 1);
    if (whole(before) || whole(after)) {
      const one = (after ?? before) as Role & Permission;
      return { what: one.name || one.key, kind, before: before ? t('change.there') : none, after: after ? added(one, called) : t('change.gone') };
    }
    const field = rest.slice(rest.lastIndexOf('.') + 1);
    const key = rest.slice(0, rest.lastIndexOf('.'));
    const what = role ? roleName(called, key) : nameOf(called, key);
    if (role && field === 'permissions') {
      const [b, a] = [(before ?? []) as string[], (after ?? []) as string[]];
      return { what, kind: t('change.role.permissions'), before: list(b, b.filter((one) => !a.includes(one)), called, false), after: list(a, a.filter((one) => !b.includes(one)), called, true) };
    }
    return { what, kind: `${kind}${t('separator')}${t(`change.field.${field}` as 'change.field.name')}`, before: text(before), after: text(after) };
  }
  if (path === 'default_role') return { what: t('change.default-role'), kind: '', before: before ? roleName(called, String(before)) : none, after: after ? roleName(called, String(after)) : none };
  if (path.startsWith('pages.')) {
    const page = path.slice('pages.'.length) as 'personal.privacy_and_security' | 'workspace.users' | 'workspace.security';
    const state = (on: unknown): string => t(on ? 'on' : 'off');
    return { what: t(`page.${page}`), kind: t(page.startsWith('personal') ? 'page.personal' : 'page.workspace'), before: state(before), after: state(after) };
  }
  if (path.startsWith('session_settings.modes.')) {
    const mode = (value: unknown): string => t(`mode.${String(value) as 'choose'}`);
    return { what: t(`settings.${path.slice('session_settings.modes.'.length) as SettingKey}`), kind: t('policy.modes'), before: mode(before), after: mode(after) };
  }
  if (path.startsWith('session_settings.')) {
    const key = path.slice('session_settings.'.length) as SettingKey;
    const value = (one: unknown): string => {
      const { on, seconds, sessions } = one as { on: boolean; seconds?: number; sessions?: number };
      return inWords(key, { on, number: seconds ?? sessions ?? 0 });
    };
    // The value of a setting that is off is kept; that it was changed while off is a change too.
    return { what: t(`settings.${key}`), kind: '', before: value(before), after: value(after) };
  }
  return { what: path, kind: '', before: text(before), after: text(after) };
}

const text = (value: unknown): string => (value === undefined || value === '' ? none : typeof value === 'string' ? `“${value}”` : JSON.stringify(value));

function added(one: Role & Permission, called: Called): TemplateResult {
  const held = one.permissions ?? [];
  return html`<ins>${t('change.new')}</ins>${held.length > 0 ? html`<div class="list">${held.map((key) => html`<span>${nameOf(called, key)}</span>`)}</div>` : nothing}`;
}

/** What a role holds: what changes is marked, the rest only counted when there is much of it. */
function list(all: readonly string[], marked: readonly string[], called: Called, isNew: boolean): Shown {
  if (all.length === 0) return none;
  const same = all.filter((one) => !marked.includes(one));
  const mark = (key: string): TemplateResult => (isNew ? html`<ins>+ ${nameOf(called, key)}</ins>` : html`<del>${nameOf(called, key)}</del>`);
  return html`<div class="list">${marked.map(mark)}${same.length > 4 ? html`<span class="muted">${t('change.same', { n: same.length })}</span>` : same.map((key) => html`<span>${nameOf(called, key)}</span>`)}</div>`;
}

/** Old → new, a row for each change. */
export const changesTable = (changes: readonly Change[], called: Called, heads: { before: string; after: string }): TemplateResult => html`
  <table class="changes" aria-label=${t('change.table')}>
    <thead><tr><th scope="col">${t('change.what')}</th><th scope="col">${heads.before}</th><th scope="col">${heads.after}</th></tr></thead>
    <tbody>${changes.map((change) => {
      const words = inPlainWords(change, called);
      return html`<tr><th scope="row">${words.what}${words.kind ? html`<span>${words.kind}</span>` : nothing}</th>
        <td data-head=${heads.before}>${words.before}</td><td data-head=${heads.after}>${words.after}</td></tr>`;
    })}</tbody>
  </table>`;
