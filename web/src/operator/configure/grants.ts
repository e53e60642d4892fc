// What a key of the operators is granted: a role in an environment, once or several times.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { selectField } from '../../kit/field.js';

export type Role = 'owner' | 'admin' | 'support' | 'auditor';
export interface Grant { role: Role; environment: string }
export type Places = readonly { id: string; name: string }[];

export const roles: readonly Role[] = ['owner', 'admin', 'support', 'auditor'];
export const everywhere = '*';

export const whereOf = (id: string, places: Places): string => (id === everywhere ? t('operators.everywhere') : places.find((one) => one.id === id)?.name ?? id);

/** A role and where it holds. The owner's holds everywhere; the operators' own environment is only to be looked at. */
export function grantChoice(grant: Grant, prefix: string, places: Places, changed: () => void): TemplateResult {
  return html`${selectField({ id: `${prefix}role`, label: t('operators.role'), value: grant.role, options: roles.map((role) => [role, t(`operator-role.${role}`)] as const), onChange: (role) => { grant.role = role; changed(); } })}
    <p class="small muted">${t(`operator-role.${grant.role}.about`)}</p>
    ${grant.role === 'owner' ? nothing : selectField({
      id: `${prefix}where`, label: t('operators.where'), value: grant.environment, onChange: (id) => { grant.environment = id; changed(); },
      options: [[everywhere, t('operators.everywhere')], ...places.filter((one) => one.id !== 'operators' || grant.role === 'auditor').map((one) => [one.id, one.name] as const)],
    })}`;
}

/** As the API takes them. */
export const sent = (grants: readonly Grant[]): Grant[] => grants.map(({ role, environment }) => ({ role, environment: role === 'owner' ? everywhere : environment }));

/** Several of them, to be added to and taken from. */
export const grantList = (grants: Grant[], places: Places, changed: (focus?: string) => void): TemplateResult => html`
  ${grants.map((grant, i) => html`<div role="group" class="stack tight grant" aria-label=${t('keys.grant', { n: i + 1 })}>${grantChoice(grant, `grant-${i}-`, places, () => changed())}
    ${grants.length > 1 ? html`<div><button type="button" class="link small" @click=${() => { grants.splice(i, 1); changed('#grant-add'); }}>${t('keys.grant.remove', { n: i + 1 })}</button></div>` : nothing}</div>`)}
  <div><button type="button" class="button" id="grant-add" @click=${() => { grants.push({ role: 'auditor', environment: places[0]?.id ?? everywhere }); changed(`#grant-${grants.length - 1}-role`); }}>${t('keys.grant.add')}</button></div>`;
