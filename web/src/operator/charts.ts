// Charts in SVG: no library, no style attributes, patterns besides colours. Each has a sentence as its name.

import { html, nothing, svg, type TemplateResult } from 'lit';
import { language } from '../i18n/texts.js';

const width = 460;
const height = 210;
const edge = { left: 34, right: 10, top: 14, bottom: 26 };
const inner = { width: width - edge.left - edge.right, height: height - edge.top - edge.bottom };

/** Few round numbers from 0 to at least the highest. */
export function ticksTo(highest: number): number[] {
  const rough = Math.max(1, highest) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const size = Math.max(1, [1, 2, 5, 10].map((n) => n * power).find((step) => step >= rough) ?? power * 10);
  const count = Math.max(1, Math.ceil(highest / size));
  return Array.from({ length: count + 1 }, (_, i) => i * size);
}

const number = (n: number): string => new Intl.NumberFormat(language(), { notation: n >= 10_000 ? 'compact' : 'standard' }).format(n);

function grid(ticks: readonly number[]): TemplateResult {
  const most = ticks[ticks.length - 1] ?? 1;
  return svg`<g class="grid">${ticks.map((tick) => {
    const y = edge.top + inner.height * (1 - tick / most);
    return svg`<line x1=${edge.left} x2=${width - edge.right} y1=${y} y2=${y}></line><text x=${edge.left - 8} y=${y + 4} text-anchor="end">${number(tick)}</text>`;
  })}</g>`;
}

/** A label below every so many steps, so that they do not touch. */
const labels = (texts: readonly string[], at: (i: number) => number, most = 7): TemplateResult => {
  const every = Math.ceil(texts.length / most);
  return svg`<g class="labels">${texts.map((text, i) => (i % every === 0 && at(i) < width - 26
    ? svg`<text x=${at(i)} y=${height - 7} text-anchor="middle">${text}</text>` : nothing))}</g>`;
};

export interface Mark { at: number; text: string } // at: from 0 to 1

export function lineChart(of: { name: string; values: readonly number[]; labels: readonly string[]; marks: readonly Mark[] }): TemplateResult {
  const ticks = ticksTo(Math.max(...of.values, 0));
  const most = ticks[ticks.length - 1] ?? 1;
  const x = (i: number): number => edge.left + (inner.width * i) / Math.max(1, of.values.length - 1);
  const y = (value: number): number => edge.top + inner.height * (1 - value / most);
  const points = of.values.map((value, i) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`).join(' ');
  const floor = edge.top + inner.height;
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label=${of.name}>${grid(ticks)}${labels(of.labels, x)}
    ${svg`<polygon class="area" points="${x(0)},${floor} ${points} ${x(of.values.length - 1)},${floor}"></polygon>
    <polyline class="line" points=${points}></polyline>
    ${of.marks.map((mark) => { const at = edge.left + inner.width * mark.at; return svg`<g class="mark"><line x1=${at} x2=${at} y1=${edge.top} y2=${floor}></line><rect x=${at - 4} y=${edge.top - 6} width="8" height="8" transform="rotate(45 ${at} ${edge.top - 2})"><title>${mark.text}</title></rect></g>`; })}`}</svg>`;
}

/** A line without axes, for a card. */
export function sparkLine(name: string, values: readonly number[]): TemplateResult {
  const [wide, tall] = [200, 36];
  const low = Math.min(...values);
  const span = Math.max(1, Math.max(...values) - low);
  const points = values.map((value, i) => `${((wide * i) / Math.max(1, values.length - 1)).toFixed(1)},${(tall - 2 - ((tall - 4) * (value - low)) / span).toFixed(1)}`).join(' ');
  return html`<svg class="spark" viewBox="0 0 ${wide} ${tall}" preserveAspectRatio="none" role="img" aria-label=${name}>${svg`<polyline class="line" points=${points}></polyline>`}</svg>`;
}

export interface Series { key: string; text: string; values: readonly number[] }

/** The looks of parts in the order in which they are stacked; the seventh and further ones share the last. */
export const looks = 6;

const patterns = svg`<defs>
  <pattern id="p1" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" class="ground"></rect><rect width="2.5" height="6" class="ink"></rect></pattern>
  <pattern id="p2" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="ground"></rect><circle cx="3" cy="3" r="1.6" class="ink"></circle></pattern>
  <pattern id="p3" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" class="ground"></rect><rect width="6" height="2.5" class="ink"></rect></pattern>
  <pattern id="p4" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" class="ground"></rect><path d="M0 0h7v1.6H1.6V7H0z" class="ink"></path></pattern>
  <pattern id="p5" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(-45)"><rect width="5" height="5" class="ground"></rect><rect width="1.3" height="5" class="ink"></rect></pattern>
</defs>`;

export function barChart(of: { name: string; series: readonly Series[]; labels: readonly string[] }): TemplateResult {
  const n = of.labels.length;
  const totals = Array.from({ length: n }, (_, i) => of.series.reduce((sum, one) => sum + (one.values[i] ?? 0), 0));
  const ticks = ticksTo(Math.max(...totals, 0));
  const most = ticks[ticks.length - 1] ?? 1;
  const slot = inner.width / Math.max(1, n);
  const bar = Math.min(34, slot * 0.66);
  const middle = (i: number): number => edge.left + slot * (i + 0.5);
  const floors = totals.map(() => 0);
  const parts = of.series.map((one, look) => one.values.map((value, i) => {
    if (value === 0) return nothing;
    const tall = (inner.height * value) / most;
    const y = edge.top + inner.height - ((floors[i] ?? 0) * inner.height) / most - tall;
    floors[i] = (floors[i] ?? 0) + value;
    return svg`<rect class="part look${Math.min(look, looks - 1)}" x=${middle(i) - bar / 2} y=${y} width=${bar} height=${tall}><title>${one.text}: ${number(value)}</title></rect>`;
  }));
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label=${of.name}>${patterns}${grid(ticks)}${labels(of.labels, middle)}${parts}</svg>`;
}

/** What a look means. */
export const legend = (series: readonly Series[]): TemplateResult => html`<ul class="legend">${series.map((one, look) => html`
  <li><svg viewBox="0 0 14 14" aria-hidden="true"><rect width="14" height="14" rx="3" class="part look${Math.min(look, looks - 1)}"></rect></svg>${one.text} <b>${number(one.values.reduce((a, b) => a + b, 0))}</b></li>`)}</ul>`;
