// Rows that stay who they are: what is drawn for a key goes on being drawn in its place, with its focus and what is typed.
// Lit has this too, at nearly three times the size: where rows change places, it moves the fewest. Here that is no matter: lists
// lose rows and get rows, and those that stay do not move.

import { noChange } from 'lit';
import { insertPart, removePart, setChildPartValue, setCommittedValue } from 'lit-html/directive-helpers.js';
import { directive, Directive, type ChildPart } from 'lit-html/directive.js';

type By<T> = (item: T) => unknown;

class Repeat extends Directive {
  private parts = new Map<unknown, ChildPart>(); // by key, as they are in the page

  render<T>(items: Iterable<T>, _key: By<T>, draw: By<T>): unknown { return [...items].map(draw); }

  override update<T>(list: ChildPart, [items, key, draw]: [Iterable<T>, By<T>, By<T>]): unknown {
    const now = new Map([...items].map((item) => [key(item), item]));
    const before = this.parts;
    before.forEach((part, name) => {
      if (now.has(name)) return;
      removePart(part);
      before.delete(name);
    });
    this.parts = new Map([...now].map(([name, item]) => {
      const next = before.values().next().value;
      const there = before.get(name);
      const part = there && there === next ? there : insertPart(list, next, there);
      before.delete(name);
      return [name, setChildPartValue(part, draw(item))];
    }));
    setCommittedValue(list, [...this.parts.values()]); // which says that there is something to be cleared
    return noChange;
  }
}

/** Draws each of some items, told apart by their keys. */
export const repeat = directive(Repeat) as <T>(items: Iterable<T>, key: By<T>, draw: By<T>) => unknown;
