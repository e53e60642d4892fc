// Icons: decoration beside a text, or inside of a control that has a name.

import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';
import type { icons as ofOperators } from '../operator/icons.js';
import type { signs } from './stepper.js';

const icons = {
  desktop: svg`<rect x="2.5" y="4" width="19" height="12.5" rx="2"/><path d="M8.5 20.5h7M12 16.5v4"/>`,
  phone: svg`<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M11 18.5h2"/>`,
  tablet: svg`<rect x="4" y="2.5" width="16" height="19" rx="2.5"/><path d="M11 18.5h2"/>`,
  tool: svg`<rect x="2.5" y="4" width="19" height="16" rx="2.5"/><path d="m6.5 9 3 3-3 3M12.5 15h5"/>`,
  unknown: svg`<circle cx="12" cy="12" r="9.5"/><path d="M9.4 9.2a2.7 2.7 0 1 1 3.7 2.6c-.8.3-1.1.9-1.1 1.7v.3M12 17h.01"/>`,
  more: svg`<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.6"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  down: svg`<path d="m6 9 6 6 6-6"/>`,
  up: svg`<path d="m6 15 6-6 6 6"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-3.7 4-5.5 8-5.5s7.2 1.8 8 5.5"/>`,
  people: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.5 19.5c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 15c2 .7 3.2 2.2 3.5 4.5"/>`,
  shield: svg`<path d="M12 2.8 4.5 5.5v5.8c0 4.7 3.1 8.2 7.5 9.9 4.4-1.7 7.5-5.2 7.5-9.9V5.5z"/><path d="m8.7 11.9 2.3 2.3 4.3-4.5"/>`,
  log: svg`<path d="M5 3.5h14v17l-3-1.8-2.3 1.8-1.7-1.8-1.7 1.8L8 18.7l-3 1.8z"/><path d="M9 8.5h6M9 12.5h6"/>`,
  lock: svg`<rect x="4.5" y="10.5" width="15" height="10.5" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>`,
  warning: svg`<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  mark: svg`<path d="M4 20V9a8 8 0 0 1 16 0v11M9 20v-9a3 3 0 0 1 6 0v9" stroke-width="2.2"/>`,
};

export type Icon = keyof typeof icons | keyof typeof ofOperators | keyof typeof signs;

const all: Partial<Record<Icon, SVGTemplateResult>> = icons;

/** Adds icons that not everybody needs. */
export const addIcons = (more: typeof all): void => void Object.assign(all, more);

export const icon = (name: Icon): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${all[name]}</svg>`;

/** The icon of a kind of device, as the API names it. */
export const deviceIcon = (kind: string): Icon => (['desktop', 'phone', 'tablet'].includes(kind) ? (kind as Icon) : kind === 'tool' || kind === 'bot' ? 'tool' : 'unknown');
