// Times and durations in words.

import { language, t } from './texts.js';

// Formatters cost a hundred times as much to make as to use, and a list of 1,000 rows uses thousands.
const made = new Map<string, unknown>();

function once<T>(key: string, make: (tag: string) => T): T {
  if (!made.has(key)) made.set(key, make(language()));
  return made.get(key) as T;
}

const units: readonly [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 365 * 86400], ['month', 30 * 86400], ['week', 7 * 86400], ['day', 86400], ['hour', 3600], ['minute', 60],
];

/** "12 minutes ago", "in 6 hours"; what is less than a minute away is now. */
export function relative(at: Date, now: number = Date.now()): string {
  const seconds = (at.getTime() - now) / 1000;
  for (const [unit, size] of units) {
    // Days are counted up to two weeks: "8 days ago" says more than "last week".
    if (Math.abs(seconds) >= size && !(unit === 'week' && Math.abs(seconds) < 14 * 86400)) {
      const numeric = unit === 'day' ? 'auto' : 'always';
      return once(`relative ${numeric}`, (tag) => new Intl.RelativeTimeFormat(tag, { numeric })).format(seconds > 0 ? Math.round(seconds / size) : Math.ceil(seconds / size), unit);
    }
  }
  return seconds > 0 ? t('time.soon') : t('time.now');
}

/** Date and time with the zone, in the viewer's language and place. */
export function exact(at: Date): string {
  return once('exact', (tag) => new Intl.DateTimeFormat(tag, { dateStyle: 'medium', timeStyle: 'long' })).format(at);
}

/** The time of day. */
export function clock(at: Date): string {
  return once('clock', (tag) => new Intl.DateTimeFormat(tag, { timeStyle: 'short' })).format(at);
}

export type Unit = 'second' | 'minute' | 'hour' | 'day';
export const sizes: Readonly<Record<Unit, number>> = { second: 1, minute: 60, hour: 3600, day: 86400 };

/** A number of a unit in words: "36 hours". */
export function amount(n: number, unit: Unit): string {
  return once(unit, (tag) => new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 3 })).format(n);
}

/** A duration in words, exact to the second: "1 day 11 hours". */
export function duration(seconds: number): string {
  const parts: string[] = [];
  let rest = Math.round(seconds);
  for (const unit of ['day', 'hour', 'minute', 'second'] as const) {
    const n = Math.floor(rest / sizes[unit]);
    if (n > 0) parts.push(amount(n, unit));
    rest -= n * sizes[unit];
  }
  return parts.join(' ') || amount(0, 'second');
}
