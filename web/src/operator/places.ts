// Where the reader is: the environment's tag, and the path to the screen.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Environment } from '../net/types.js';

/** What the server says once, for all screens. */
export const server = { tokenSeconds: 300 };

const kinds: readonly [string, RegExp][] = [['production', /prod|live/i], ['staging', /stag|test|pre|qa/i], ['development', /dev|sandbox|local/i]];

/** What an environment is for, as far as its name tells. */
export const kindOf = ({ id, name }: Environment): string => kinds.find(([, pattern]) => pattern.test(id) || pattern.test(name))?.[0] ?? '';

/** The environment's name, in a colour and with a shape of its kind. */
export function tag(environment: Environment): TemplateResult {
  const kind = kindOf(environment);
  return html`<span class="tag ${kind}" title=${kind === 'production' ? t('nav.production') : nothing}><i aria-hidden="true"></i><span>${environment.name}</span></span>`;
}

export interface Crumb { text: string; href?: string }

export const crumbs = (path: readonly Crumb[]): TemplateResult => html`
  <div class="crumbs broad" role="navigation" aria-label=${t('nav.path')}><ol>${path.map(({ text, href }, i) => html`<li>${
    href ? html`<a href=${href}>${text}</a>` : html`<span aria-current=${i === path.length - 1 ? 'page' : nothing}>${text}</span>`}</li>`)}</ol></div>`;
