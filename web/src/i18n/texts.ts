// Texts by key. English is the measure: German must have the same keys with the same placeholders, or neither tsc nor
// the build passes. A text is a string with {placeholders}, or its plural forms by Intl.PluralRules, chosen by {n}.

import type { administration } from './en/administration.js';
import type { audit } from './en/audit.js';
import type { common } from './en/common.js';
import type { configure } from './en/configure.js';
import type { details } from './en/details.js';
import type { events } from './en/events.js';
import type { errors } from './en/errors.js';
import type { entitlements } from './en/entitlements.js';
import type { operator } from './en/operator.js';
import type { overview } from './en/overview.js';
import type { people } from './en/people.js';
import type { portal } from './en/portal.js';
import type { sessionlist } from './en/sessionlist.js';
import type { settings } from './en/settings.js';
import type { workspace } from './en/workspace.js';
import type { workspaces } from './en/workspaces.js';
import { first } from '../net/first.js';

export type Forms = { readonly one: string; readonly other: string };
export type Text = string | Forms;
export type Key = keyof typeof common
  | keyof typeof portal | keyof typeof details | keyof typeof workspace | keyof typeof audit | keyof typeof settings
  | keyof typeof operator | keyof typeof overview | keyof typeof sessionlist | keyof typeof people | keyof typeof workspaces
  | keyof typeof errors | keyof typeof events | keyof typeof entitlements | keyof typeof configure | keyof typeof administration;
export type Translation<T> = { readonly [K in keyof T]: T[K] extends string ? string : Forms };
export type Values = Readonly<Record<string, string | number>>;

/** Whether texts are shown stretched, which no reader wants but who looks for what has no room. */
export const pseudo = first.language === 'en-XA';
const tag = pseudo ? 'en' : first.language;
const plural = new Intl.PluralRules(tag);
const numbers = new Intl.NumberFormat(tag);
const texts: Partial<Record<string, Text>> = {};

/**
 * Adds what a file of texts exports, as it is or otherwise. Its texts are there before a screen that shows them is defined.
 */
export function addTexts(file: Readonly<Record<string, Readonly<Record<string, Text>>>>, shownAs = (text: Text): Text => text): void {
  for (const [key, text] of Object.values(file).flatMap((all) => Object.entries(all))) texts[key] = shownAs(text);
}

/** The language of the texts, for Intl. */
export const language = (): string => tag;

/** A text by its key, with values in place of its placeholders. */
export function t(key: Key, values: Values = {}): string {
  return pattern(key, values).replace(/\{(\w+)\}/g, (whole, name: string) => shown(values[name]) ?? whole);
}

/** The same for values that are more than text: what a template takes as a child. */
export function rich<V>(key: Key, values: Readonly<Record<string, V>>): (string | V)[] {
  return pattern(key, {}).split(/\{(\w+)\}/g).map((part, i) => (i % 2 ? values[part] ?? `{${part}}` : part));
}

/** Whether there is such a text: for keys that are made from codes of the API. */
export const has = (key: string): key is Key => texts[key] !== undefined;

function pattern(key: Key, values: Values): string {
  const text = texts[key];
  if (text === undefined) return `⟦${key}⟧`;
  if (typeof text === 'string') return text;
  const n = values['n'];
  return plural.select(typeof n === 'number' ? n : 0) === 'one' ? text.one : text.other;
}

function shown(value: string | number | undefined): string | undefined {
  return typeof value === 'number' ? numbers.format(value) : value;
}
