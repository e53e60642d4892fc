// Texts are loaded with the screens that need them, in the reader's language only.

import { addTexts, pseudo, type Text } from './texts.js';

type Loaded = Readonly<Record<string, Readonly<Record<string, Text>>>>;

/**
 * Gives a function that loads texts by the names of their files, and beside them what will show them.
 */
export const loader = (files: Readonly<Record<string, () => Promise<Loaded>>>) =>
  async <C>(names: string, code?: Promise<C>): Promise<C | undefined> => {
    const shownAs = pseudo ? (await import('./pseudo.js')).stretched : undefined;
    const [loaded] = await Promise.all([code, ...names.split(' ').map(async (name) => addTexts(await files[name]?.() ?? {}, shownAs))]);
    return loaded;
  };
