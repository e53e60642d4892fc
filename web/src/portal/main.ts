// The self-service portal: its frame, and which screens it has.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { frame, type Link } from '../frame/frame.js';
import frameStyles from '../frame/frame.css';
import { leave } from '../frame/preferences.js';
import { Router, type Route } from '../frame/router.js';
import { Component } from '../kit/component.js';
import kit from '../kit/kit.css';
import { deniedPanel, emptyPanel, skeleton } from '../kit/panels.js';
import { Client, connect } from '../net/client.js';
import { first } from '../net/first.js';
import type { Me } from '../net/types.js';
import './sessions.js'; // what most people come for, and see first
import { withTexts } from './texts.js';

interface Page extends Route {
  icon: Link['icon'];
  section: 'portal.personal' | 'portal.workspace';
  on: (me: Me) => boolean; // switched on by the operator
  anyOf: readonly string[]; // the permissions of which one is needed
}

// Texts first: elements are drawn when they are defined.
await withTexts('portal');
const begun = await new Client(first.environment).get<Me>('/v1/me');
connect(begun.csrf_token ?? '', () => leave(first.environment), () => withTexts('errors'));

/** A panel in the place of a screen, with the heading that the screen would have. */
const alone = (title: string, panel: TemplateResult): TemplateResult => html`<h1 class="hidden">${title}</h1>${panel}`;

const users = (me: Me): boolean => me.rights.pages.workspace.users;
const usersBy = ['sojourn.users.read', 'sojourn.sessions.revoke'];
const security = (me: Me): boolean => me.rights.pages.workspace.security;

/** All screens of whoever looks after the workspace, with the details of a session, come together. */
const administration = (): Promise<unknown> => withTexts('workspace details', import('./workspace.js'));

class Portal extends Component {
  static override styles = [kit, frameStyles];
  static override properties = ['me', 'open'];

  me: Me = begun;
  open = false;
  private readonly client = new Client(first.environment);
  private readonly base = `/e/${first.environment}`;

  /** The screens. A new one is a row here, an element in this folder, and its texts. */
  private readonly pages: readonly Page[] = [
    {
      path: 'personal/privacy-and-security', section: 'portal.personal', title: () => t('portal.privacy'), icon: 'shield',
      on: (me) => me.rights.pages.personal.privacy_and_security, anyOf: [],
      load: async () => {},
      show: () => html`<sojourn-sessions .client=${this.client} .me=${this.me}></sojourn-sessions>`,
    },
    {
      path: 'workspace/users', section: 'portal.workspace', title: () => t('portal.users'), icon: 'people', on: users, anyOf: usersBy,
      load: administration,
      show: () => html`<sojourn-users broad .client=${this.client} .me=${this.me}></sojourn-users>`,
    },
    {
      path: 'workspace/users/:user', section: 'portal.workspace', title: () => t('portal.users'), icon: 'people', on: users, anyOf: usersBy,
      load: administration,
      show: ({ user }) => html`<sojourn-user .client=${this.client} .me=${this.me} .user=${user ?? ''}></sojourn-user>`,
    },
    {
      path: 'workspace/security', section: 'portal.workspace', title: () => t('portal.security'), icon: 'lock', on: security, anyOf: ['sojourn.sessions.revoke'],
      load: administration,
      show: () => html`<sojourn-security .client=${this.client} .me=${this.me}></sojourn-security>`,
    },
    {
      path: 'workspace/audit', section: 'portal.workspace', title: () => t('audit.title'), icon: 'log', on: security, anyOf: ['sojourn.audit.read'],
      load: administration,
      show: () => html`<sojourn-audit .client=${this.client} .me=${this.me}></sojourn-audit>`,
    },
  ];

  private readonly router = new Router(this, this.base, () => this.pages);

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('sojourn-changed', () => void this.refresh());
    const start = this.router.path === '' ? this.pages.find((page) => this.allowed(page)) : undefined;
    if (start) history.replaceState(null, '', `${this.base}/${start.path}`);
    this.router.start();
  }

  /** Rights and pages may have changed with whatever has. */
  private async refresh(): Promise<void> {
    try {
      this.me = await this.client.get<Me>('/v1/me', { background: true });
    } catch {
      // what is shown stays; a screen that fails says so
    }
  }

  private allowed(page: Page): boolean {
    return page.on(this.me) && (page.anyOf.length === 0 || page.anyOf.some((permission) => this.me.rights.permissions.includes(permission)));
  }

  private links(section: Page['section']): Link[] {
    const here = this.router.place?.route.path.split('/').slice(0, 2).join('/');
    return this.pages.filter((page) => page.section === section && !page.path.includes(':') && this.allowed(page)).map((page) => ({
      href: `${this.base}/${page.path}`, text: page.title(), icon: page.icon, current: page.path === here,
    }));
  }

  private content(): TemplateResult {
    const place = this.router.place;
    const page = this.pages.find((one) => one === place?.route);
    if (!place || !page) return alone(t('missing.title'), emptyPanel({ icon: 'search', title: t('missing.title'), text: t('missing.text') }));
    if (!page.on(this.me)) return alone(page.title(), emptyPanel({ icon: 'lock', title: t('off.title'), text: t('off.text') }));
    if (!this.allowed(page)) return alone(page.title(), deniedPanel(page.anyOf[0] ?? ''));
    if (this.router.failed) return alone(page.title(), emptyPanel({ icon: 'warning', title: t('error.title'), text: t('error.offline') }));
    return this.router.ready ? page.show(place.params) : skeleton();
  }

  protected override render(): TemplateResult {
    const sections = (['portal.personal', 'portal.workspace'] as const)
      .map((section) => ({ title: t(section), links: this.links(section) })).filter((section) => section.links.length > 0);
    return frame({
      home: `${this.base}/`, title: this.me.tenant.name, sections, me: this.me, environment: first.environment,
      open: this.open, onOpen: (open) => { this.open = open; }, content: html`${this.content() ?? nothing}`,
    });
  }

  protected override updated(): void {
    const title = this.router.place?.route.title();
    document.title = title ? `${title} · ${t('product')}` : t('product');
  }
}

customElements.define('sojourn-portal', Portal);
