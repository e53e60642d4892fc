// A switch: something is on or off, at once.

import { html, nothing, type TemplateResult } from 'lit';

/** A switch. label names it where no visible text does; labelledby is the id of the text that does. */
export const switchControl = (of: {
  id: string; on: boolean; onChange: (on: boolean) => void; label?: string; labelledby?: string; describedby?: string; disabled?: boolean;
}): TemplateResult => html`
  <button type="button" role="switch" class="switch" id=${of.id} aria-checked=${of.on} aria-label=${of.label ?? nothing}
    aria-labelledby=${of.labelledby ?? nothing} aria-describedby=${of.describedby ?? nothing} aria-disabled=${of.disabled ? 'true' : nothing}
    @click=${() => of.disabled || of.onChange(!of.on)}></button>`;
