// Tabs, of which the selected one's panel is shown.

import { html, nothing, type TemplateResult } from 'lit';

export const tabs = <K extends string>(of: {
  id: string; label: string; tabs: readonly (readonly [K, string])[]; selected: K; onSelect: (key: K) => void; panel: TemplateResult;
}): TemplateResult => html`
  <div class="tabs" role="tablist" aria-label=${of.label} @keydown=${(event: KeyboardEvent) => move(event, of.tabs.map(([key]) => key), of.selected, of.onSelect)}>
    ${of.tabs.map(([key, text]) => html`<button type="button" role="tab" id="${of.id}-${key}" aria-selected=${key === of.selected}
      aria-controls=${key === of.selected ? `${of.id}-panel` : nothing} tabindex=${key === of.selected ? 0 : -1} @click=${() => of.onSelect(key)}>${text}</button>`)}
  </div>
  <div class="panel" role="tabpanel" id="${of.id}-panel" aria-labelledby="${of.id}-${of.selected}">${of.panel}</div>`;

function move<K extends string>(event: KeyboardEvent, keys: readonly K[], selected: K, onSelect: (key: K) => void): void {
  const at = keys.indexOf(selected);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1 + keys.length, Home: 0, End: keys.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  const index = to % keys.length;
  const all = (event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role="tab"]');
  all[index]?.focus();
  onSelect(keys[index] as K);
}
