// A number with − and +. What is typed is read when the field is left; until then the last good value holds.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../i18n/texts.js';
import type { Component } from './component.js';
import { addIcons, icon } from './icons.js';

export const signs = {
  plus: svg`<path d="M12 5v14M5 12h14"/>`,
  minus: svg`<path d="M5 12h14"/>`,
};
addIcons(signs);

export interface StepperOptions {
  id: string;
  label: string; // names the field, the buttons and the unit
  hint?: string; // the recommendation
  warning?: string; // about a value that is allowed and not recommended
  disabled?: boolean;
}

/**
 * What number fields share. It belongs to one screen, which keeps it in a field and calls render with what the moment
 * demands. The value changes by onChange and set alone.
 */
export abstract class Stepper {
  error = '';
  protected draft: string | undefined; // what is being typed
  private hold = 0;
  private held = false; // long enough to repeat: letting go is no further step

  constructor(
    protected readonly host: Component,
    public value: number,
    protected readonly min: number,
    protected readonly max: number,
    protected readonly onChange: (value: number) => void,
  ) {}

  /** The value as the field shows it. */
  protected abstract text(): string;
  /** The value in words, as it is spoken. */
  protected abstract words(value: number): string;
  /** What was typed as a value; undefined when it cannot be read. */
  protected abstract read(text: string): number | undefined;
  /** The value some steps further. */
  protected abstract step(steps: number): number;
  protected abstract unreadable(): string;
  protected abstract limits(): string;

  /** Takes a value from outside, and forgets what is being typed. */
  set(value: number): void {
    this.value = value;
    this.draft = undefined;
    this.error = this.outside(value) ? this.limits() : '';
    this.host.requestUpdate();
  }

  /** Reads what is being typed; false when it cannot be saved. */
  commit(): boolean {
    if (this.draft !== undefined) {
      const value = this.draft.trim() === this.text() ? this.value : this.read(this.draft);
      if (value === undefined) {
        this.error = this.unreadable();
        this.host.requestUpdate();
        return false;
      }
      this.change(value);
    }
    return this.error === '';
  }

  protected change(value: number): void {
    const changed = value !== this.value;
    this.set(value);
    if (changed) this.onChange(value);
  }

  private outside(value: number): boolean { return value < this.min || value > this.max; }

  private by(steps: number): void {
    if (!this.commit() && this.draft !== undefined) return;
    const next = this.step(steps);
    // From outside of the limits, steps lead back to them.
    this.change(Math.min(this.max, Math.max(this.min, next)));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const steps = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
    if (steps !== undefined && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.by(steps);
    } else if (event.key === 'Enter') {
      this.commit();
    } else if (event.key === 'Escape' && this.draft !== undefined) {
      event.stopPropagation();
      this.set(this.value);
    }
  };

  /** One step at once; more while the button is held, after a moment. */
  private press(event: PointerEvent, steps: number): void {
    if (event.button !== 0) return;
    this.release();
    this.held = false;
    const again = (): void => {
      this.held = true;
      this.by(steps);
      this.hold = setTimeout(again, 70);
    };
    this.hold = setTimeout(again, 400);
    window.addEventListener('pointerup', this.release, { once: true });
    window.addEventListener('pointercancel', this.release, { once: true });
  }

  private click(steps: number): void {
    if (!this.held) this.by(steps);
    this.held = false;
  }

  private readonly release = (): void => clearTimeout(this.hold);

  private button(of: StepperOptions, steps: number): TemplateResult {
    const off = of.disabled || (steps < 0 ? this.value <= this.min : this.value >= this.max);
    return html`<button type="button" tabindex="-1" aria-label=${t(steps < 0 ? 'duration.decrease' : 'duration.increase', { label: of.label })}
      aria-disabled=${off ? 'true' : nothing} @click=${() => off || this.click(steps)} @pointerdown=${(event: PointerEvent) => off || this.press(event, steps)}
      >${icon(steps < 0 ? 'minus' : 'plus')}</button>`;
  }

  protected field(of: StepperOptions): TemplateResult {
    return html`
      <span class="stepper">
        ${this.button(of, -1)}
        <input id=${of.id} type="text" inputmode="decimal" role="spinbutton" autocomplete="off" spellcheck="false" aria-label=${of.label}
          aria-valuenow=${this.value} aria-valuemin=${this.min} aria-valuemax=${this.max} aria-valuetext=${this.words(this.value)}
          aria-invalid=${this.error ? 'true' : nothing} aria-describedby="${of.id}-hint ${of.id}-warning ${of.id}-error" ?disabled=${of.disabled}
          .value=${live(this.draft ?? this.text())}
          @input=${(event: Event) => { this.draft = (event.target as HTMLInputElement).value; }}
          @change=${() => this.commit()} @keydown=${this.onKey}>
        ${this.button(of, 1)}
      </span>`;
  }

  /** The recommendation, then the warning or the error: in the order in which they are read out. */
  protected below(of: StepperOptions): TemplateResult {
    const warning = this.error ? undefined : of.warning;
    return html`
      <p class=${warning ? 'warn' : 'hidden'} id="${of.id}-warning">${warning}</p>
      <p class=${this.error ? 'error' : 'hidden'} id="${of.id}-error">${this.error}</p>`;
  }
}

/** A whole number with − and +. */
export class NumberField extends Stepper {
  protected text(): string { return String(this.value); }
  protected words(value: number): string { return String(value); }
  protected read(text: string): number | undefined { return /^\s*\d{1,9}\s*$/.test(text) ? Number(text) : undefined; }
  protected step(steps: number): number { return this.value + steps; }
  protected unreadable(): string { return t('number.unreadable'); }
  protected limits(): string { return t('number.limits', { min: this.min, max: this.max }); }

  render(of: StepperOptions): TemplateResult {
    return html`<div class="stack tight">
      <div class="row">${this.field(of)}<span class="note" id="${of.id}-hint">${of.hint}</span></div>
      ${this.below(of)}
    </div>`;
  }
}
