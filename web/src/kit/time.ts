// A moment, as long as it is ago; the exact time is in its title, and in details.

import { html, type TemplateResult } from 'lit';
import { exact, relative } from '../i18n/times.js';

/** "12 minutes ago". A screen renews it every 30 seconds. */
export const ago = (at: string): TemplateResult => {
  const date = new Date(at);
  return html`<time class="ago" datetime=${at} title=${exact(date)}>${relative(date)}</time>`;
};

/** Renews what is written in those, without making anything around them anew. */
export function renewTimes(root: ParentNode): void {
  for (const one of root.querySelectorAll<HTMLTimeElement>('time.ago')) {
    const text = relative(new Date(one.dateTime));
    if (one.lastChild && one.lastChild.textContent !== text) (one.lastChild as Text).data = text;
  }
}
