// The operator portal: its frame, and which screens it has.

import { html, LitElement, type TemplateResult } from 'lit';
import { common } from '../i18n/en/common.js';
import { operator as texts } from '../i18n/en/operator.js';
import { t, useTexts } from '../i18n/texts.js';
import { frame, type Section } from '../frame/frame.js';
import frameStyles from '../frame/frame.css';
import { leave } from '../frame/preferences.js';
import { Router, type Params, type Route } from '../frame/router.js';
import { selectField } from '../kit/field.js';
import type { Icon } from '../kit/icons.js';
import kit from '../kit/kit.css';
import { deniedPanel, emptyPanel, skeleton } from '../kit/panels.js';
import tokens from '../kit/tokens.css';
import { Client, connect } from '../net/client.js';
import { first } from '../net/first.js';
import type { Environment, Me } from '../net/types.js';

interface Page extends Route {
  icon?: Icon;
  section: string; // the title above it in the navigation; empty for none
  scope: string; // that is needed
}

// Texts first: elements are drawn when they are defined.
if (first.language === 'de') {
  const german = await import('../i18n/de/operator.js');
  useTexts('de', german.common, german.operator);
} else {
  useTexts(first.language, common, texts);
}
const operators = 'operators';
const begun = await new Client(operators).get<Me>('/v1/me');
const environments = (await new Client(operators).get<{ environments: Environment[] }>('/v1/environments')).environments;
connect(begun.csrf_token ?? '', () => leave(operators));

class Operator extends LitElement {
  static override styles = [tokens, kit, frameStyles];
  static override properties = { open: { state: true } };

  open = false;
  private readonly me = begun;
  private readonly base = '/operator';
  private readonly clients = new Map(environments.map((one) => [one.id, new Client(one.id)]));

  /** The screens, below /operator/:environment. A new one is a row here, an element in this folder, and its texts. */
  private readonly pages: readonly Page[] = [
    { path: ':environment/overview', section: '', icon: 'desktop', title: () => t('operator.overview'), scope: 'sessions:read', load: async () => {}, show: () => html`<h1>${t('operator.overview')}</h1>` },
  ];

  private readonly router = new Router(this, this.base, () => this.pages);

  override connectedCallback(): void {
    super.connectedCallback();
    const start = environments.find((one) => one.id !== operators) ?? environments[0];
    if (this.router.path === '' && start) history.replaceState(null, '', `${this.base}/${start.id}/overview`);
    this.router.start();
  }

  private environment(params: Params | undefined): Environment | undefined {
    return environments.find((one) => one.id === params?.['environment']);
  }

  protected clientOf(environment: Environment): Client { return this.clients.get(environment.id) ?? new Client(environment.id); }

  private sections(here: Environment | undefined): Section[] {
    if (!here) return [];
    const titles = [...new Set(this.pages.map((page) => page.section))];
    return titles.map((title) => ({
      title, links: this.pages.filter((page) => page.section === title && this.allowed(page, here) && !page.path.replace(':environment', '').includes(':')).map((page) => ({
        href: `${this.base}/${page.path.replace(':environment', here.id)}`, text: page.title(), ...(page.icon ? { icon: page.icon } : {}), current: page === this.router.place?.route,
      })),
    }));
  }

  private allowed(page: Page, here: Environment): boolean { return here.scopes?.includes(page.scope) ?? false; }

  private content(here: Environment | undefined): TemplateResult {
    if (environments.length === 0) return emptyPanel({ icon: 'lock', title: t('operator.none.title'), text: t('operator.none.text') });
    const place = this.router.place;
    const page = this.pages.find((one) => one === place?.route);
    if (!place || !page || !here) return emptyPanel({ icon: 'search', title: t('missing.title'), text: t('missing.text') });
    if (!this.allowed(page, here)) return deniedPanel(page.scope);
    if (this.router.failed) return emptyPanel({ icon: 'warning', title: t('error.title'), text: t('error.offline') });
    return this.router.ready ? page.show(place.params) : skeleton();
  }

  protected override render(): TemplateResult {
    const here = this.environment(this.router.place?.params);
    return frame({
      home: `${this.base}/`, title: t('operator.title'), sections: this.sections(here), me: this.me, environment: operators,
      open: this.open, onOpen: (open) => { this.open = open; }, content: this.content(here),
      above: selectField({
        id: 'environment', label: t('operator.environment'), value: here?.id ?? '', options: environments.map((one) => [one.id, one.name] as const),
        onChange: (id) => this.router.go(this.router.place?.route.path.replace(':environment', id) ?? `${id}/overview`),
      }),
    });
  }

  protected override updated(): void {
    const title = this.router.place?.route.title();
    document.title = [title, this.environment(this.router.place?.params)?.name, t('product')].filter(Boolean).join(' · ');
  }
}

customElements.define('sojourn-operator', Operator);
