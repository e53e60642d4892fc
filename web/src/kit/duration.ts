// The duration editor: a number and a unit, kept in whole seconds.

import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { t } from '../i18n/texts.js';
import { amount, duration, sizes, type Unit } from '../i18n/times.js';
import type { Component } from './component.js';
import { Stepper, type StepperOptions } from './stepper.js';

const names: readonly [Unit, RegExp][] = [
  ['second', /^(s|secs?|seconds?|sek|sekunden?)$/],
  ['minute', /^(m|mins?|minutes?|minuten?)$/],
  ['hour', /^(h|hrs?|hours?|std|stunden?)$/],
  ['day', /^(d|days?|t|tage?n?)$/],
];

export interface Typed { seconds: number; unit: Unit }

/**
 * Reads what people type: "90", "36h", "1.5 h", "1,5h", "90 m", "2 days", "1d 11h", "1h30". A number without a unit has the
 * one that is shown; one after a larger unit the next smaller. Undefined when it cannot be read.
 */
export function readDuration(text: string, shown: Unit): Typed | undefined {
  const parts = [...text.trim().toLowerCase().matchAll(/(\d+(?:[.,]\d+)?|[.,]\d+)\s*(\p{L}*)\.?/gu)];
  const rest = text.trim().toLowerCase().replace(/(\d+(?:[.,]\d+)?|[.,]\d+)\s*(\p{L}*)\.?/gu, '').replace(/[\s,]|and|und/g, '');
  if (parts.length === 0 || rest !== '') return undefined;
  let seconds = 0;
  let unit: Unit = shown;
  let before: Unit | undefined;
  for (const [, number = '', name = ''] of parts) {
    const found = name ? names.find(([, pattern]) => pattern.test(name))?.[0] : before ? smaller(before) : shown;
    if (!found || (before && sizes[found] >= sizes[before])) return undefined;
    seconds += Number(number.replace(',', '.')) * sizes[found];
    unit = before = found;
  }
  return Number.isFinite(seconds) ? { seconds: Math.round(seconds), unit } : undefined;
}

/** The unit with the largest size that a duration is a whole number of; seconds when there is no other. */
function fitting(seconds: number): Unit {
  return (['day', 'hour', 'minute'] as const).find((unit) => seconds > 0 && seconds % sizes[unit] === 0) ?? 'second';
}

const smaller = (unit: Unit): Unit => ({ day: 'hour', hour: 'minute', minute: 'second', second: 'second' } as const)[unit];

/** Typed or stepped, in minutes, hours or days. Opening and saving changes nothing: the value is the stored seconds. */
export class DurationField extends Stepper {
  private unit: Unit;

  constructor(host: Component, seconds: number, min: number, max: number, onChange: (seconds: number) => void) {
    super(host, seconds, min, max, onChange);
    this.unit = fitting(seconds);
  }

  override set(seconds: number): void {
    // The unit stays as long as the value is a whole number of it: 48 hours are not turned into 2 days.
    if (seconds % sizes[this.unit] !== 0) this.unit = fitting(seconds);
    super.set(seconds);
  }

  /** Takes a value as it was saved, in the unit that fits it best. */
  show(seconds: number): void {
    this.unit = fitting(seconds);
    this.set(seconds);
  }

  protected text(): string { return String(this.value / sizes[this.unit]); }
  protected words(value: number): string { return value % sizes[this.unit] === 0 ? amount(value / sizes[this.unit], this.unit) : duration(value); }
  protected unreadable(): string { return t('duration.unreadable'); }
  protected limits(): string { return t('duration.limits', { min: duration(this.min), max: duration(this.max) }); }

  protected read(text: string): number | undefined {
    const typed = readDuration(text, this.unit);
    if (typed && typed.seconds % sizes[typed.unit] === 0) this.unit = typed.unit;
    return typed?.seconds;
  }

  /** Steps go from one whole number of the unit to the next. */
  protected step(steps: number): number {
    const size = sizes[this.unit];
    const whole = this.value / size;
    return (steps > 0 ? Math.floor(whole) : Math.ceil(whole)) * size + steps * size;
  }

  /** The number stays, the unit changes. */
  private choose(unit: Unit): void {
    if (!this.commit() && this.draft !== undefined) return;
    const number = this.value / sizes[this.unit];
    this.unit = unit;
    this.change(Math.round(number * sizes[unit]));
  }

  render(of: StepperOptions): TemplateResult {
    const units: Unit[] = this.unit === 'second' ? ['second', 'minute', 'hour', 'day'] : ['minute', 'hour', 'day'];
    const words = duration(this.value);
    return html`<div class="stack tight">
      <div class="row">
        ${this.field(of)}
        <select class="select" aria-label=${t('duration.unit', { label: of.label })} ?disabled=${of.disabled} aria-describedby="${of.id}-error"
          @change=${(event: Event) => this.choose((event.target as HTMLSelectElement).value as Unit)}>
          ${units.map((unit) => html`<option value=${unit} .selected=${live(unit === this.unit)}>${t(`duration.${unit}`)}</option>`)}
        </select>
        ${words === this.words(this.value) ? nothing : html`<span class="note">${t('duration.equals', { words })}</span>`}
        <span class="note" id="${of.id}-hint">${of.hint}</span>
      </div>
      ${this.below(of)}
    </div>`;
  }
}
