// Texts by key. English is the measure: German must have the same keys with the same placeholders, or neither tsc nor
// the build passes. A text is a string with {placeholders}, or its plural forms by Intl.PluralRules, chosen by {n}.

import type { common } from './en/common.js';
import type { operator } from './en/operator.js';
import type { portal } from './en/portal.js';

export type Forms = { readonly one: string; readonly other: string };
export type Text = string | Forms;
export type Key = keyof typeof common | keyof typeof portal | keyof typeof operator;
export type Translation<T> = { readonly [K in keyof T]: T[K] extends string ? string : Forms };
export type Values = Readonly<Record<string, string | number>>;

let texts: Partial<Record<string, Text>> = {};
let tag = 'en';
let plural = new Intl.PluralRules(tag);
let numbers = new Intl.NumberFormat(tag);

/** Says which texts hold. Called once, before the first screen is shown. */
export function useTexts(language: string, ...all: Readonly<Record<string, Text>>[]): void {
  tag = language === 'en-XA' ? 'en' : language;
  plural = new Intl.PluralRules(tag);
  numbers = new Intl.NumberFormat(tag);
  texts = Object.assign({}, ...all);
  if (language === 'en-XA') {
    for (const [key, text] of Object.entries(texts)) {
      if (text) texts[key] = typeof text === 'string' ? stretched(text) : { one: stretched(text.one), other: stretched(text.other) };
    }
  }
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

/** Accents and 40 % more length: shows what is no text, and what has no room. */
function stretched(text: string): string {
  const accents: Record<string, string> = { a: 'áa', e: 'éé', i: 'í', o: 'óo', u: 'ú', A: 'Á', E: 'É', O: 'Ó', U: 'Ú' };
  return `[${text.replace(/(\{\w+\})|([aeiouAEOU])/g, (_, hole: string, c: string) => hole ?? accents[c] ?? c)}]`;
}
