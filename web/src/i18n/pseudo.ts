// English as a language that nobody speaks, en-XA: shows what is no text, and what has no room.

import type { Text } from './texts.js';

/** A text with accents, and 40 % longer. */
export const stretched = (text: Text): Text => (typeof text === 'string' ? stretch(text) : { one: stretch(text.one), other: stretch(text.other) });

function stretch(text: string): string {
  const accents: Record<string, string> = { a: 'áa', e: 'éé', i: 'í', o: 'óo', u: 'ú', A: 'Á', E: 'É', O: 'Ó', U: 'Ú' };
  return `[${text.replace(/(\{\w+\})|([aeiouAEOU])/g, (_, hole: string, c: string) => hole ?? accents[c] ?? c)}]`;
}
