// O6, roles × permissions: one tick for each. The short way to give several roles a permission.

import { html, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { covers, type Document, type Permission, type Role } from '../document.js';
import styles from './matrix.css';
import { DraftScreen } from './screen.js';

export class Matrix extends DraftScreen {
  static override styles = [DraftScreen.styles, styles];

  protected top(): TemplateResult {
    return this.head({ title: t('matrix.title'), lead: t('matrix.lead') });
  }

  protected body(document: Document): TemplateResult {
    const categories = [...new Set(this.known.map((permission) => permission.category ?? ''))];
    return html`<div class="card matrix" tabindex="0" role="group" aria-label=${t('matrix.title')}><table>
      <thead><tr><th scope="col">${t('matrix.permission')}</th>${document.roles.map((role) => html`<th scope="col">${role.name}</th>`)}</tr></thead>
      ${categories.map((category) => html`<tbody><tr class="category"><th scope="rowgroup" colspan=${document.roles.length + 1}>${category || t('role.other')}</th></tr>
        ${this.known.filter((permission) => (permission.category ?? '') === category).map((permission) => html`<tr>
          <th scope="row"><a href=${this.at(`configurations/entitlements/permissions/${permission.key}`)}>${permission.name}</a></th>
          ${document.roles.map((role) => this.cell(permission, role))}</tr>`)}</tbody>`)}
    </table></div>
    ${document.roles.some((role) => role.permissions.some((held) => held.endsWith('.*'))) ? html`<p class="small muted part">${badge('*')} ${t('matrix.patterns')}</p>` : ''}`;
  }

  private cell({ key, name }: Permission, role: Role): TemplateResult {
    const through = role.permissions.find((held) => held !== key && covers(held, key));
    const label = t('matrix.cell', { role: role.name, permission: name });
    const was = this.draft.published?.roles.find((one) => one.key === role.key)?.permissions.some((held) => covers(held, key)) ?? false;
    const is = through !== undefined || role.permissions.includes(key);
    return html`<td class=${was === is ? '' : 'changed'}><label><input class="check" type="checkbox" aria-label=${label} .checked=${is} ?disabled=${through !== undefined || !this.writable}
      title=${through ? t('permission.through', { pattern: through }) : label} @change=${(event: Event) => this.tick(role.key, key, (event.target as HTMLInputElement).checked)}></label></td>`;
  }

  private tick(roleKey: string, key: string, on: boolean): void {
    this.draft.edit((document) => {
      const role = document.roles.find((one) => one.key === roleKey);
      if (role) role.permissions = on ? [...role.permissions, key] : role.permissions.filter((held) => held !== key);
    });
  }
}

customElements.define('sojourn-matrix', Matrix);
