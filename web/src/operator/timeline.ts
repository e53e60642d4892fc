// From sign-ins and ends in steps of time to what charts show.

import { language, t } from '../i18n/texts.js';
import type { Series } from './charts.js';
import { looks } from './charts.js';
import type { Statistics, Step } from './types.js';
import { whyEnded } from './words.js';

/** How far back, in which steps. */
export const ranges = { '24h': { step: 1800, steps: 48 }, '7d': { step: 7200, steps: 84 }, '30d': { step: 21_600, steps: 120 } } as const;
export type Range = keyof typeof ranges;

/** How many sessions were open at the end of each step. */
export function activeOver(times: Statistics): { at: number; value: number }[] {
  let open = times.open_before;
  return times.steps.map((step) => {
    open += step.sign_ins - Object.values(step.ends).reduce((a, b) => a + b, 0);
    return { at: Date.parse(step.at) + times.step_seconds * 1000, value: Math.max(0, open) };
  });
}

export function endsBy(steps: readonly Step[]): Record<string, number> {
  const all: Record<string, number> = {};
  for (const step of steps) for (const [reason, n] of Object.entries(step.ends)) all[reason] = (all[reason] ?? 0) + n;
  return all;
}

/** Ends by reason in hours or days of the reader; the most frequent reason first, the rest together. */
export function endsOver(range: Range, times: Statistics): { at: number[]; series: Series[] } {
  const begin = (at: string): number => (range === '24h' ? new Date(at).setMinutes(0, 0, 0) : new Date(at).setHours(0, 0, 0, 0));
  const at = [...new Set(times.steps.map((step) => begin(step.at)))];
  const slots = at.map((time) => endsBy(times.steps.filter((step) => begin(step.at) === time)));
  const reasons = Object.entries(endsBy(times.steps)).sort(([, a], [, b]) => b - a).map(([reason]) => reason);
  const shown = reasons.length > looks ? reasons.slice(0, looks - 1) : reasons;
  const series = shown.map((reason) => ({ key: reason, text: whyEnded(reason), values: slots.map((slot) => slot[reason] ?? 0) }));
  if (shown.length < reasons.length) {
    const rest = reasons.slice(shown.length);
    series.push({ key: 'other', text: t('overview.other'), values: slots.map((slot) => rest.reduce((sum, reason) => sum + (slot[reason] ?? 0), 0)) });
  }
  return { at, series };
}

/** What stands below the chart at a time. */
export function rangeLabel(range: Range, at: number, slot = false): string {
  const form: Intl.DateTimeFormatOptions = range === '24h' ? { hour: '2-digit', minute: '2-digit' } : range === '7d' && slot ? { weekday: 'short', day: 'numeric' } : { day: 'numeric', month: 'short' };
  return new Intl.DateTimeFormat(language(), form).format(at);
}
