// Icons that only operators see.

import { svg } from 'lit';
import { addIcons } from '../kit/icons.js';

export const icons = {
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
};

addIcons(icons);
