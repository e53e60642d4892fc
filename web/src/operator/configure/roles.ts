// O6, Configurations → Entitlements → Roles: what members may be.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { badge } from '../../kit/button.js';
import { Load } from '../../kit/load.js';
import { emptyPanel } from '../../kit/panels.js';
import { table } from '../../kit/table.js';
import { holds, type Document, type Role } from '../document.js';
import { DraftScreen } from './screen.js';

export class Roles extends DraftScreen {
  private readonly users = new Load(this, async (options) =>
    new Map((await this.client.get<{ roles: (Role & { users: number })[] }>('/v1/roles', options)).roles.map((one) => [one.key, one.users])));

  protected top(): TemplateResult {
    return this.head({
      title: t('roles.title'), lead: t('roles.lead'),
      tools: this.writable ? html`<a class="button" href=${this.at('configurations/entitlements/roles/+')}>${t('roles.create')}</a>` : html``,
    });
  }

  protected body(document: Document): TemplateResult {
    if (document.roles.length === 0) return emptyPanel({ icon: 'people', title: t('roles.none'), text: t('roles.none.text') });
    return html`<div class="card">${table({
      label: t('roles.title'), rows: document.roles, id: (one) => one.key,
      columns: [
        { key: 'name', head: t('role.name'), look: 'lead', cell: (one) => html`<a href=${this.at(`configurations/entitlements/roles/${one.key}`)}>${one.name}</a>
          ${document.default_role === one.key ? badge(t('role.default'), 'accent') : nothing}${one.description ? html`<p>${one.description}</p>` : nothing}` },
        { key: 'permissions', head: t('role.permissions'), look: 'number', cell: (one) => t('role.permissions.n', { n: this.known.filter((permission) => holds(one, permission.key)).length }) },
        { key: 'users', head: t('role.users'), look: 'number', cell: (one) => {
          const users = this.users.value?.get(one.key);
          return users === undefined ? '–' : t('users', { n: users });
        } },
      ],
    })}</div>
    <div class="tools part"><a class="button" href=${this.at('configurations/entitlements/matrix')}>${t('matrix.open')}</a></div>`;
  }
}

customElements.define('sojourn-roles', Roles);
