// Icons: decoration beside a text, or inside of a control that has a name.

import { svg, html, type TemplateResult } from 'lit';

const paths = {
  desktop: svg`<rect x="2.5" y="4" width="19" height="12.5" rx="2"/><path d="M8.5 20.5h7M12 16.5v4"/>`,
  phone: svg`<rect x="6.5" y="2.5" width="11" height="19" rx="2.5"/><path d="M11 18.5h2"/>`,
  tablet: svg`<rect x="4" y="2.5" width="16" height="19" rx="2.5"/><path d="M11 18.5h2"/>`,
  tool: svg`<rect x="2.5" y="4" width="19" height="16" rx="2.5"/><path d="m6.5 9 3 3-3 3M12.5 15h5"/>`,
  unknown: svg`<circle cx="12" cy="12" r="9.5"/><path d="M9.4 9.2a2.7 2.7 0 1 1 3.7 2.6c-.8.3-1.1.9-1.1 1.7v.3M12 17h.01"/>`,
  more: svg`<path d="M5 12h.01M12 12h.01M19 12h.01" stroke-width="2.6"/>`,
  search: svg`<circle cx="11" cy="11" r="6.5"/><path d="m16 16 4.5 4.5"/>`,
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
  down: svg`<path d="m6 9 6 6 6-6"/>`,
  up: svg`<path d="m6 15 6-6 6 6"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  person: svg`<circle cx="12" cy="8" r="4"/><path d="M4 20.5c.8-3.7 4-5.5 8-5.5s7.2 1.8 8 5.5"/>`,
  people: svg`<circle cx="9" cy="8" r="3.5"/><path d="M2.5 19.5c.6-3.3 3.2-5 6.5-5s5.9 1.7 6.5 5M15.5 4.8a3.5 3.5 0 0 1 0 6.4M18 15c2 .7 3.2 2.2 3.5 4.5"/>`,
  shield: svg`<path d="M12 2.8 4.5 5.5v5.8c0 4.7 3.1 8.2 7.5 9.9 4.4-1.7 7.5-5.2 7.5-9.9V5.5z"/><path d="m8.7 11.9 2.3 2.3 4.3-4.5"/>`,
  lock: svg`<rect x="4.5" y="10.5" width="15" height="10.5" rx="2.5"/><path d="M8 10.5V7.5a4 4 0 0 1 8 0v3"/>`,
  warning: svg`<path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17h.01"/>`,
  check: svg`<path d="m5 12.5 4.5 4.5L19 7.5"/>`,
  pencil: svg`<path d="M4 20h4L19 9l-4-4L4 16zM13 7l4 4"/>`,
  mark: svg`<path d="M4 20V9a8 8 0 0 1 16 0v11M9 20v-9a3 3 0 0 1 6 0v9" stroke-width="2.2"/>`,
  home: svg`<path d="m3.5 11 8.5-7 8.5 7M6 9.5V20h12V9.5M10 20v-5.5h4V20"/>`,
  building: svg`<path d="M5 20.5V4.5h9v16M14 9.5h5v11M3 20.5h18M8 8.5h3M8 12h3M8 15.5h3"/>`,
  sliders: svg`<path d="M4 7h9M17 7h3M4 17h3M11 17h9"/><circle cx="15" cy="7" r="2"/><circle cx="9" cy="17" r="2"/>`,
  window: svg`<rect x="3" y="4.5" width="18" height="15" rx="2"/><path d="M3 9h18M9 9v10.5"/>`,
  list: svg`<path d="M8.5 6h12M8.5 12h12M8.5 18h12M4 6h.01M4 12h.01M4 18h.01"/>`,
  gear: svg`<circle cx="12" cy="12" r="3"/><path d="M12 3.5v2.2M12 18.3v2.2M3.5 12h2.2M18.3 12h2.2M6 6l1.6 1.6M16.4 16.4 18 18M18 6l-1.6 1.6M7.6 16.4 6 18"/>`,
  key: svg`<circle cx="8" cy="15.5" r="4.5"/><path d="m11.3 12.2 8.2-8.2M16 7.5l2.5 2.5"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  filter: svg`<path d="M4 6h16M7 12h10M10 18h4"/>`,
  right: svg`<path d="m9 6 6 6-6 6"/>`,
} as const;

export type Icon = keyof typeof paths;

export const icon = (name: Icon): TemplateResult =>
  html`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">${paths[name]}</svg>`;

/** The icon of a kind of device, as the API names it. */
export const deviceIcon = (kind: string): Icon => (['desktop', 'phone', 'tablet'].includes(kind) ? (kind as Icon) : kind === 'tool' || kind === 'bot' ? 'tool' : 'unknown');
