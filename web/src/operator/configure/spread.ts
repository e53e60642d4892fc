// Chart 4: how idle and how old the active sessions are, with the limits of the draft as lines that can be moved. What
// lies beyond a line would end.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { duration } from '../../i18n/times.js';
import { t } from '../../i18n/texts.js';
import { limitOf, settingOf, type Setting, type Settings } from '../../settings/model.js';
import { limitLine, type Scale, type TimeKey } from './limitline.js';

export interface Step { below_seconds?: number; sessions: number }
export interface Spread { sessions: number; users: number; idle: Step[]; age: Step[] }

const height = 120;
const slot = 44;
const gap = 8;

interface Options {
  table: boolean;
  /** Sets a limit; without it the lines stay where they are. */
  move?: ((key: TimeKey, seconds: number) => void) | undefined;
}

export const spreadCharts = (spread: Spread, settings: Settings, of: Options): TemplateResult => html`<div class="charts">
  ${chart('idle_session_timeout', spread.idle, settings, of)}${chart('force_relogin', spread.age, settings, of)}</div>`;

function chart(key: TimeKey, steps: readonly Step[], settings: Settings, of: Options): TemplateResult {
  const setting = settingOf(settings, key) as Setting;
  const limit = limitOf(key, setting);
  const beyond = steps.reduce((sum, step, i) => sum + (limit > 0 && from(steps, i) >= limit ? step.sessions : 0), 0);
  const title = t(`spread.${key}`);
  const sentence = limit > 0 ? t('spread.limit', { limit: duration(limit), n: beyond }) : t('spread.no-limit');
  const { move } = of;
  const line = limit > 0 ? limitLine({
    key, limit, scale: scaleOf(steps), height: height + 24, words: t('spread.value', { limit: duration(limit), n: beyond }),
    ...(move ? { move: (seconds: number) => move(key, seconds) } : {}),
  }) : nothing;
  return html`<figure class="card pad" data-chart=${key}><figcaption><h3>${title}</h3><p class="small muted">${sentence}</p></figcaption>
    ${of.table ? tableOf(title, steps) : html`<div class="plot" tabindex=${move && limit > 0 ? nothing : '0'} role="group" aria-label=${title}>${plot(key, `${title}. ${sentence}`, steps, limit, line)}</div>`}</figure>`;
}

/** Steps are of equal width, so time is bent: where a duration lies, and which one lies where. */
function scaleOf(steps: readonly Step[]): Scale {
  const high = (i: number): number => steps[i]?.below_seconds ?? from(steps, i) * 2;
  return {
    width: steps.length * slot,
    at: (seconds) => place(steps, seconds) * slot,
    seconds: (x) => {
      const i = Math.min(steps.length - 1, Math.max(0, Math.floor(x / slot)));
      return from(steps, i) + (Math.min(steps.length, Math.max(0, x / slot)) - i) * (high(i) - from(steps, i));
    },
    marks: steps.map((_, i) => high(i)),
  };
}

const from = (steps: readonly Step[], i: number): number => (i === 0 ? 0 : steps[i - 1]?.below_seconds ?? 0);

/** Where a duration lies among the steps, in slots: steps are of equal width, so time is bent. */
function place(steps: readonly Step[], seconds: number): number {
  for (let i = 0; i < steps.length; i++) {
    const low = from(steps, i);
    const high = steps[i]?.below_seconds ?? low * 2;
    if (seconds <= high) return i + Math.min(1, (seconds - low) / (high - low || 1));
  }
  return steps.length;
}

const short = (seconds: number): string => {
  const [n, unit] = seconds % 86400 === 0 ? [seconds / 86400, 'day'] : seconds % 3600 === 0 ? [seconds / 3600, 'hour'] : [Math.round(seconds / 60), 'minute'];
  return new Intl.NumberFormat(document.documentElement.lang || 'en', { style: 'unit', unit: unit as string, unitDisplay: 'narrow' }).format(n as number);
};

function plot(key: TimeKey, name: string, steps: readonly Step[], limit: number, line: unknown): TemplateResult {
  const most = Math.max(1, ...steps.map((step) => step.sessions));
  const width = steps.length * slot;
  return html`<svg class="bars" viewBox="0 0 ${width} ${height + 42}">
    <defs><pattern id="beyond-${key}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v6" /></pattern></defs>
    <g role="img" aria-label=${name}><path class="base" d="M0 ${height + 20}h${width}" />
    ${steps.map((step, i) => {
      const tall = step.sessions === 0 ? 0 : Math.max(3, (step.sessions / most) * (height - 16));
      const x = i * slot + gap / 2;
      const out = limit > 0 && from(steps, i) >= limit;
      return svg`<g>
        ${tall > 0 ? svg`<rect class=${out ? 'bar-out' : 'bar-in'} x=${x} y=${height + 20 - tall} width=${slot - gap} height=${tall} rx="4" />` : nothing}
        ${out && tall > 0 ? svg`<rect fill="url(#beyond-${key})" x=${x} y=${height + 20 - tall} width=${slot - gap} height=${tall} rx="4" />` : nothing}
        ${step.sessions > 0 ? svg`<text class="n" x=${x + (slot - gap) / 2} y=${height + 14 - tall}>${step.sessions}</text>` : nothing}
        ${step.below_seconds ? svg`<text class="tick" x=${(i + 1) * slot} y=${height + 36}>${short(step.below_seconds)}</text>` : nothing}</g>`;
    })}</g>${line}
  </svg>`;
}

const tableOf = (label: string, steps: readonly Step[]): TemplateResult => html`<table class="table small" aria-label=${label}>
  <thead><tr><th scope="col">${t('spread.time')}</th><th scope="col" class="number">${t('spread.sessions')}</th></tr></thead>
  <tbody>${steps.map((step, i) => html`<tr><td>${step.below_seconds
    ? t('spread.between', { from: i === 0 ? '0' : duration(from(steps, i)), to: duration(step.below_seconds) }) : t('spread.beyond', { from: duration(from(steps, i)) })}</td>
    <td class="number">${step.sessions}</td></tr>`)}</tbody></table>`;
