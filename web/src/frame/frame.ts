// The frame around the screens of a portal: header, navigation, account.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import { icon, type Icon } from '../kit/icons.js';
import { menu } from '../kit/menu.js';
import { first } from '../net/first.js';
import type { Me } from '../net/types.js';
import { prefer, signOut } from './preferences.js';

export interface Link { href: string; text: string; icon?: Icon; current: boolean; within?: readonly Link[] }
export interface Section { title: string; links: readonly Link[] }

export const frame = (of: {
  home: string;
  title: string; // beside the mark: whose portal it is
  tag?: TemplateResult | undefined; // beside the title
  tools?: TemplateResult; // in the header, before the account
  above?: TemplateResult; // above the navigation
  sections: readonly Section[];
  me: Me;
  environment: string; // that the reader is signed in to
  open: boolean; // whether the navigation is shown where it is narrow
  onOpen: (open: boolean) => void;
  content: TemplateResult;
}): TemplateResult => html`
  <div class="sj frame">
    <header>
      <a class="skip button" href="#main" @click=${skip}>${t('nav.skip')}</a>
      <button type="button" class="button quiet icon-only burger" aria-label=${t('nav.menu')} aria-expanded=${of.open} aria-controls="nav"
        @click=${() => of.onOpen(!of.open)}>${icon('menu')}</button>
      <a class="brand" href=${of.home}>${icon('mark')}<span class="product">${t('product')}</span></a>
      <span class="title wrap">${of.title}</span>${of.tag ?? nothing}
      <span class="space"></span>
      ${of.tools ?? nothing}
      ${account(of.me, of.environment)}
    </header>
    <nav id="nav" class=${of.open ? 'open' : ''} aria-label=${t('nav.main')}>
      ${of.above ?? nothing}
      ${of.sections.map((section, i) => html`
        ${section.title ? html`<h2 id="nav-${i}">${section.title}</h2>` : nothing}
        <ul aria-labelledby=${section.title ? `nav-${i}` : nothing}>${section.links.map(link)}</ul>`)}
    </nav>
    <main id="main" tabindex="-1">${of.content}</main>
  </div>`;

const link = (of: Link): TemplateResult => html`<li><a href=${of.href} aria-current=${of.current ? 'page' : nothing}>${of.icon ? icon(of.icon) : nothing}<span>${of.text}</span></a>
  ${of.within?.length ? html`<ul>${of.within.map(link)}</ul>` : nothing}</li>`;

function skip(event: Event): void {
  event.preventDefault();
  ((event.currentTarget as HTMLElement).getRootNode() as ShadowRoot).getElementById('main')?.focus();
}

function account(me: Me, environment: string): TemplateResult {
  const name = me.user.name || me.user.email || me.user.external_id || '';
  const initials = name.split(/\s+/).map((part) => [...part][0] ?? '').filter((c) => /\p{L}/u.test(c)).slice(0, 2).join('').toUpperCase();
  const theme = document.documentElement.dataset['theme'] ?? 'auto';
  const password = `/e/${environment}/password?return_to=${encodeURIComponent(location.pathname)}`;
  return menu({
    id: 'account', label: t('account.label'), look: 'account',
    content: html`<span class="face" aria-hidden="true">${initials || icon('person')}</span><span class="who"><span class="hidden">${t('account.label')} </span><b>${name}</b>${me.user.email && me.user.email !== name ? html`<span>${me.user.email}</span>` : nothing}</span>${icon('down')}`,
    items: [
      { text: t('account.password'), href: password },
      ...([['en', 'English'], ['de', 'Deutsch']] as const).map(([tag, text], i) => ({
        text, checked: first.language === tag, above: i === 0, onSelect: () => { prefer('lang', tag); location.reload(); },
      })),
      ...(['auto', 'light', 'dark'] as const).map((value, i) => ({
        text: t(`account.theme.${value}`), checked: theme === value, above: i === 0, onSelect: () => prefer('theme', value),
      })),
      { text: t('account.sign-out'), above: true, onSelect: () => signOut(environment, me.csrf_token ?? '') },
    ],
  });
}
