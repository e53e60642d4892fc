// A limit as a line in a chart, which can be moved by pointer and by keyboard. It is a slider: the editor of durations
// stays the other way to the same value.

import { svg, type SVGTemplateResult } from 'lit';
import { t } from '../../i18n/texts.js';
import { bounds, type SettingKey } from '../../settings/model.js';

export type TimeKey = SettingKey & ('idle_session_timeout' | 'force_relogin');

/** How durations lie along a chart, in its own units. */
export interface Scale {
  width: number;
  at: (seconds: number) => number;
  seconds: (x: number) => number;
  marks: readonly number[]; // durations that are worth stopping at
}

interface Options { key: TimeKey; limit: number; scale: Scale; height: number; words: string; move?: (seconds: number) => void }

const minute = 60;
const hour = 3600;
const day = 24 * hour;

/** By how much a duration of this size is moved: nobody wants 37 minutes and 12 seconds. */
const grain = (seconds: number): number => (seconds < hour ? minute : seconds < 12 * hour ? 15 * minute : seconds < 2 * day ? hour : seconds < 14 * day ? 12 * hour : day);

export const limitLine = (of: Options): SVGTemplateResult => {
  const x = of.scale.at(of.limit);
  const line = svg`<path class="limit" d="M0 8V${of.height}" /><circle class="limit-dot" cx="0" cy="8" r="6" />`;
  if (!of.move) return svg`<g transform="translate(${x} 0)">${line}</g>`;
  return svg`<g class="limit-line" role="slider" tabindex="0" transform="translate(${x} 0)" data-limit=${of.key}
    aria-label=${t(`settings.${of.key}`)} aria-orientation="horizontal" aria-valuemin=${bounds[of.key].min} aria-valuemax=${bounds[of.key].max} aria-valuenow=${of.limit} aria-valuetext=${of.words}
    @keydown=${(event: KeyboardEvent) => onKey(event, of)} @pointerdown=${onDown} @pointermove=${(event: PointerEvent) => onMove(event, of)}>
    <rect class="limit-grip" x="-20" y="-6" width="40" height=${of.height + 4} rx="8" />${line}<path class="limit-arrows" d="M-11 4l-4 4 4 4M11 4l4 4-4 4" /></g>`;
};

const within = (key: TimeKey, seconds: number): number => Math.min(bounds[key].max, Math.max(bounds[key].min, Math.round(seconds)));

/** To the next whole one of its size, upwards or downwards. */
function stepped(seconds: number, up: boolean): number {
  const size = grain(up ? seconds : seconds - 1);
  return up ? (Math.floor(seconds / size) + 1) * size : (Math.ceil(seconds / size) - 1) * size;
}

function onKey(event: KeyboardEvent, { key, limit, scale, move }: Options): void {
  const next: Record<string, () => number | undefined> = {
    ArrowRight: () => stepped(limit, true), ArrowUp: () => stepped(limit, true), ArrowLeft: () => stepped(limit, false), ArrowDown: () => stepped(limit, false),
    PageUp: () => scale.marks.find((one) => one > limit), PageDown: () => [...scale.marks].reverse().find((one) => one < limit),
    Home: () => scale.marks[0], End: () => scale.marks.at(-1),
  };
  const wanted = next[event.key];
  if (!wanted) return;
  event.preventDefault(); // else the page scrolls
  const seconds = within(key, wanted() ?? limit);
  if (seconds !== limit) move?.(seconds);
}

function onDown(event: PointerEvent): void {
  if (event.button !== 0) return;
  const line = event.currentTarget as SVGGElement;
  line.setPointerCapture(event.pointerId);
  line.focus();
  event.preventDefault();
}

function onMove(event: PointerEvent, { key, limit, scale, move }: Options): void {
  const line = event.currentTarget as SVGGElement;
  if (!line.hasPointerCapture(event.pointerId)) return;
  const box = line.ownerSVGElement?.getBoundingClientRect();
  if (!box) return;
  const exact = scale.seconds(((event.clientX - box.left) / box.width) * scale.width);
  const seconds = within(key, Math.round(exact / grain(exact)) * grain(exact));
  if (seconds !== limit) move?.(seconds);
}
