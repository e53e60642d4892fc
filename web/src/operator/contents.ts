// What is below a place of the navigation that is no screen itself, such as Configurations.

import { html, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';

export interface Content { href: string; text: string; about: string }

export const contents = (title: string, all: readonly Content[]): TemplateResult => html`
  <div class="sheet broad"><div class="head"><h1 tabindex="-1">${title}</h1></div>
  ${all.length === 0 ? html`<p class="muted">${t('nav.nothing')}</p>` : html`<ul class="contents">${all.map((one) => html`
    <li class="card pad"><h2><a href=${one.href}>${one.text}</a></h2><p class="muted">${one.about}</p></li>`)}</ul>`}</div>`;
