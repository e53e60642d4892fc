// The operator portal: its frame, and which screens it has.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { frame, type Link } from '../frame/frame.js';
import frameStyles from '../frame/frame.css';
import { leave } from '../frame/preferences.js';
import { Router, type Params, type Route } from '../frame/router.js';
import { Component } from '../kit/component.js';
import dialogs from '../kit/dialog.css';
import { selectField } from '../kit/field.js';
import fields from '../kit/fields.css';
import type { Icon } from '../kit/icons.js';
import kit from '../kit/kit.css';
import { deniedPanel, emptyPanel, skeleton } from '../kit/panels.js';
import pickerStyles from '../kit/picker.css';
import { Client, connect } from '../net/client.js';
import { first } from '../net/first.js';
import type { Environment, Me } from '../net/types.js';
import { configured } from './configure/pages.js';
import { contents, type Content } from './contents.js';
import { Draft } from './draft.js';
import './icons.js';
import operatorStyles from './operator.css';
import './overview.js'; // where operators begin
import { Palette } from './palette.js';
import { crumbs, server, tag } from './places.js';
import { withTexts } from './texts.js';

interface Page extends Route {
  icon?: Icon;
  scope: string; // that is needed; any of them where several are separated by a space
  about?: () => string; // where it is listed
  apart?: boolean; // not in the navigation
}

// Texts first: elements are drawn when they are defined.
await withTexts('operator');
const operators = 'operators';
const begun = await new Client(operators).get<Me>('/v1/me');
const environments = (await new Client(operators).get<{ environments: Environment[] }>('/v1/environments')).environments;
connect(begun.csrf_token ?? '', () => leave(operators), () => withTexts('errors'));
server.tokenSeconds = begun.access_token_seconds;
const screens = configured(environments);

class Operator extends Component {
  static override styles = [kit, fields, dialogs, frameStyles, pickerStyles, operatorStyles];
  static override properties = ['open', 'detail'];

  open = false;
  detail = ''; // what the screen shows one of, such as a user's name
  private readonly me = begun;
  private readonly base = '/operator';
  private readonly clients = new Map(environments.map((one) => [one.id, new Client(one.id)]));
  private readonly palette = new Palette(this, () => this.around(), (path) => this.router.go(path));
  private draft: Draft | undefined;
  private unwatch = (): void => {};

  /**
   * The screens, below /operator/:environment. A new one is a row here, an element in this folder, and its texts. The
   * navigation is made of them in this order; what is at the beginning of another's path stands above it.
   */
  private readonly pages: readonly Page[] = [
    {
      path: ':environment/overview', icon: 'home', title: () => t('operator.overview'), scope: 'sessions:read', load: async () => {},
      show: (at) => html`<sojourn-overview broad .client=${this.client(at)} .base=${this.at(at)} .may=${this.scopes(at)}></sojourn-overview>`,
    },
    {
      path: ':environment/set-up', title: () => t('nav.setup'), scope: 'settings:write', apart: true, load: () => import('./setup.js'),
      show: (at) => html`<sojourn-setup broad .client=${this.client(at)} .base=${this.at(at)} .go=${(path: string) => this.router.go(path)}></sojourn-setup>`,
    },
    {
      path: ':environment/sessions', icon: 'desktop', title: () => t('nav.sessions'), scope: 'sessions:read', load: () => import('./sessions.js'),
      show: (at) => html`<sojourn-all-sessions broad .client=${this.client(at)} .base=${this.at(at)} .may=${this.scopes(at)} .query=${location.search}></sojourn-all-sessions>`,
    },
    {
      path: ':environment/users', icon: 'people', title: () => t('nav.users'), scope: 'users:read', load: () => withTexts('people', import('./people.js')),
      show: (at) => html`<sojourn-all-users broad .client=${this.client(at)} .base=${this.at(at)} .may=${this.scopes(at)} .query=${location.search}></sojourn-all-users>`,
    },
    {
      path: ':environment/users/:user', title: () => t('nav.user'), scope: 'users:read', load: () => withTexts('people', import('./people.js')),
      show: (at) => html`<sojourn-user-page broad .client=${this.client(at)} .base=${this.at(at)} .may=${this.scopes(at)} .user=${at['user']}></sojourn-user-page>`,
    },
    {
      path: ':environment/workspaces', icon: 'building', title: () => t('nav.workspaces'), scope: 'tenants:read', load: () => withTexts('people', import('./people.js')),
      show: (at) => html`<sojourn-workspaces broad .client=${this.client(at)} .base=${this.at(at)} .may=${this.scopes(at)} .query=${location.search}></sojourn-workspaces>`,
    },
    {
      path: ':environment/workspaces/:workspace', title: () => t('nav.workspace'), scope: 'tenants:read', load: () => withTexts('people', import('./people.js')),
      show: (at) => html`<sojourn-workspace broad .client=${this.client(at)} .base=${this.at(at)} .may=${this.scopes(at)} .workspace=${at['workspace']} .go=${(path: string) => this.router.go(path)}></sojourn-workspace>`,
    },
    this.place(':environment/configurations', 'nav.configurations', 'sliders'),
    this.place(':environment/configurations/entitlements', 'nav.entitlements'),
    { path: ':environment/configurations/entitlements/permissions', title: () => t('nav.permissions'), about: () => t('nav.permissions.about'), scope: 'settings:read', ...screens.permissions },
    { path: ':environment/configurations/entitlements/permissions/:permission', title: () => t('permission.title'), scope: 'settings:read', ...screens.permission },
    { path: ':environment/configurations/entitlements/roles', title: () => t('nav.roles'), about: () => t('nav.roles.about'), scope: 'settings:read', ...screens.roles },
    { path: ':environment/configurations/entitlements/roles/:role', title: () => t('role.title'), scope: 'settings:read', ...screens.role },
    { path: ':environment/configurations/entitlements/matrix', title: () => t('matrix.title'), about: () => t('matrix.lead'), scope: 'settings:read', ...screens.matrix },
    this.place(':environment/configurations/security', 'nav.security'),
    { path: ':environment/configurations/security/session-management', title: () => t('nav.session-management'), about: () => t('nav.session-management.about'), scope: 'settings:read', ...screens.policy },
    { path: ':environment/admin-portal', icon: 'window', title: () => t('nav.admin-portal'), scope: 'settings:read', ...screens.builder },
    { path: ':environment/audit-log', icon: 'list', title: () => t('nav.audit-log'), scope: 'audit:read', ...screens.audit },
    { path: ':environment/environment-settings', icon: 'gear', title: () => t('nav.environment-settings'), scope: 'keys:read', ...screens.environment },
    { path: ':environment/environment-settings/publish-history', title: () => t('history.title'), scope: 'settings:read', ...screens.history },
    { path: ':environment/review', title: () => t('nav.review'), scope: 'settings:read', apart: true, ...screens.review },
  ];

  private readonly router = new Router(this, this.base, () => this.pages);

  /** A place that only lists what is below it. */
  private place(path: string, key: 'nav.configurations' | 'nav.entitlements' | 'nav.security', icon?: Icon): Page {
    return {
      path, title: () => t(key), scope: 'settings:read', load: async () => {}, show: (at) => contents(t(key), this.below(path, at)), ...(icon ? { icon } : {}),
      about: () => (key === 'nav.configurations' ? '' : t(`${key}.about`)),
    };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    const start = environments.find((one) => one.id !== operators) ?? environments[0];
    if (this.router.path === '' && start) history.replaceState(null, '', `${this.base}/${start.id}/overview`);
    this.addEventListener('sojourn-title', (event) => { this.detail = String((event as CustomEvent<string>).detail); });
    this.addEventListener('sojourn-environment', (event) => this.environmentChanged((event as CustomEvent<Environment | null>).detail));
    this.addEventListener('sojourn-changed', () => void this.lookAtDraft());
    this.router.start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.unwatch();
  }

  /** One has another name or state, which its object has already; or there is a new one. */
  private environmentChanged(made: Environment | null): void {
    if (made) {
      environments.push(made);
      this.clients.set(made.id, new Client(made.id));
    }
    this.requestUpdate();
  }

  // ---- where the reader is ----

  /** Even where there is no such screen. */
  private environment(params: Params | undefined): Environment | undefined {
    const id = params?.['environment'] ?? this.router.path.split('/')[0];
    return environments.find((one) => one.id === id);
  }
  private client(at: Params): Client { return this.clients.get(at['environment'] ?? '') ?? new Client(at['environment'] ?? ''); }
  private at(at: Params): string { return `${this.base}/${at['environment']}`; }
  private scopes(at: Params): readonly string[] { return this.environment(at)?.scopes ?? []; }
  private allowed(page: Page, here: Environment): boolean { return page.scope.split(' ').some((scope) => here.scopes?.includes(scope)); }
  private href(page: Page, environment: string): string { return `${this.base}/${page.path.replace(':environment', environment)}`; }

  private around(): ReturnType<ConstructorParameters<typeof Palette>[1]> {
    const here = this.environment(this.router.place?.params);
    if (!here) return undefined;
    const scopes = here.scopes ?? [];
    return {
      client: this.client({ environment: here.id }), base: here.id, users: scopes.includes('users:read'), workspaces: scopes.includes('tenants:read'),
      screens: this.pages.filter((page) => this.allowed(page, here) && !page.path.slice(1).includes(':')).map((page) => ({ href: page.path.replace(':environment', here.id), text: page.title() })),
    };
  }

  // ---- navigation ----

  private below(path: string, at: Params): Content[] {
    const here = this.environment(at);
    return this.pages.filter((page) => here && this.allowed(page, here) && page.path.startsWith(`${path}/`) && !page.path.slice(path.length + 1).includes('/'))
      .map((page) => ({ href: this.href(page, here?.id ?? ''), text: page.title(), about: page.about?.() ?? '' }));
  }

  private links(here: Environment, above: string): Link[] {
    const current = this.router.place?.route.path ?? '';
    return this.pages.filter((page) => {
      const rest = page.path.slice(above.length + 1);
      return page.path.startsWith(`${above}/`) && !rest.includes('/') && !rest.includes(':') && !page.apart && this.allowed(page, here);
    }).map((page) => {
      const within = this.links(here, page.path);
      const inside = current.startsWith(`${page.path}/`) && !within.some((link) => link.current || link.within?.some((one) => one.current));
      return { href: this.href(page, here.id), text: page.title(), current: page.path === current || inside, within, ...(page.icon ? { icon: page.icon } : {}) };
    });
  }

  private crumbs(here: Environment): TemplateResult {
    const page = this.pages.find((one) => one === this.router.place?.route);
    if (!page) return html``;
    const above = this.pages.filter((one) => page.path.startsWith(`${one.path}/`)).sort((a, b) => a.path.length - b.path.length);
    return crumbs([
      { text: here.name, href: `${this.base}/${here.id}/overview` },
      ...above.map((one) => ({ text: one.title(), href: this.href(one, here.id) })),
      { text: (page.path.includes('/:') && this.detail) || page.title() },
    ]);
  }

  // ---- what waits to be published ----

  private watchDraft(here: Environment | undefined): void {
    const wanted = here?.scopes?.includes('settings:read') ? Draft.of(this.client({ environment: here.id })) : undefined;
    if (wanted === this.draft) return;
    this.unwatch();
    this.draft = wanted;
    this.unwatch = wanted?.watch(() => this.requestUpdate()) ?? this.unwatch;
    void wanted?.load();
  }

  /** Somebody else may have saved or published. What is being edited here stays. */
  private async lookAtDraft(): Promise<void> {
    const draft = this.draft;
    if (!draft || draft.dirty) return;
    try {
      const there = await draft.client.get<{ revision: number; base_version: number }>('/v1/settings/draft', { background: true });
      if ((there.revision !== draft.revision || there.base_version !== draft.base) && !draft.dirty) await draft.load(true);
    } catch {
      // what is shown stays
    }
  }

  private tools(here: Environment): TemplateResult {
    const n = this.draft?.count ?? 0;
    return html`${n > 0 ? html`<a class="waits" href="${this.base}/${here.id}/review"><span class="long">${t('nav.waiting', { n })}</span><span class="long" aria-hidden="true">·</span><span>${t('nav.review')}</span></a>` : nothing}
      ${this.palette.button()}`;
  }

  // ---- what is shown ----

  private content(here: Environment | undefined): TemplateResult {
    if (environments.length === 0) return emptyPanel({ icon: 'lock', title: t('operator.none.title'), text: t('operator.none.text') });
    const place = this.router.place;
    const page = this.pages.find((one) => one === place?.route);
    if (!place || !page || !here) return emptyPanel({ icon: 'search', title: t('missing.title'), text: t('missing.text') });
    if (!this.allowed(page, here)) return deniedPanel(page.scope);
    if (this.router.failed) return emptyPanel({ icon: 'warning', title: t('error.title'), text: t('error.offline') });
    return this.router.ready ? page.show(place.params) : skeleton();
  }

  protected override willUpdate(): void { this.watchDraft(this.environment(this.router.place?.params)); }

  protected override render(): TemplateResult {
    const here = this.environment(this.router.place?.params);
    return html`${frame({
      home: `${this.base}/`, title: t('operator.title'), sections: [{ title: '', links: here ? this.links(here, ':environment') : [] }], me: this.me, environment: operators,
      open: this.open, onOpen: (open) => { this.open = open; }, content: html`${here ? this.crumbs(here) : nothing}${this.content(here)}`,
      tag: here ? html`${tag(here)}${first.demo ? html`<span class="demo">${t('nav.demo')}</span>` : nothing}` : undefined,
      ...(here ? { tools: this.tools(here) } : {}),
      above: selectField({
        id: 'environment', label: t('operator.environment'), value: here?.id ?? '', options: environments.map((one) => [one.id, one.name] as const),
        onChange: (id) => this.router.go(this.sameIn(id)),
      }),
    })}<div class="sj">${this.palette.render()}</div>`;
  }

  /** The same screen in another environment; from what is only in this one, the list above it. */
  private sameIn(id: string): string {
    const path = (this.router.place?.route.path ?? ':environment/overview').replace(/\/:.*$/, '');
    return path.replace(':environment', id);
  }

  protected override updated(): void {
    const title = this.router.place?.route.path.includes('/:') && this.detail ? this.detail : this.router.place?.route.title();
    document.title = [title, this.environment(this.router.place?.params)?.name, t('product')].filter(Boolean).join(' · ');
  }
}

customElements.define('sojourn-operator', Operator);
