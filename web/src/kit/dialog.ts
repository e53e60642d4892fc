// Asking before something is done. When to ask, and how much, says the ladder in docs/web.md.

import { nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Component } from './component.js';
import type { Asking } from './question.js';

export interface Question {
  title: string; // a question with verb and object
  text: string | TemplateResult; // its consequence
  keep: string; // what the safe button does; it has the focus first
  act: string; // what the other one does
  danger?: boolean;
  list?: TemplateResult; // what is concerned
  type?: { label: string; text: string }; // what must be typed before it can be done
  reason?: { label: string }; // a note for the audit log
}

export interface Answer { reason: string }

/** Adds to how a screen looks what was not needed from the beginning. */
export function adopt({ renderRoot: { adoptedStyleSheets: sheets } }: Component, ...styles: CSSStyleSheet[]): void {
  for (const sheet of styles) if (!sheets.includes(sheet)) sheets.push(sheet);
}

/** The one dialog of a screen. What it is made of is loaded when something is asked for the first time. */
export class Dialog implements ReactiveController {
  private asking: Asking | undefined;

  /** failed is called when it cannot be loaded. */
  constructor(private readonly host: Component, private readonly failed: () => void) { host.addController(this); }

  /** Asks; the answer is undefined when it is not to be done. Afterwards the focus is where it was, if that is there. */
  async ask(question: Question): Promise<Answer | undefined> {
    const opener = this.active();
    try {
      this.asking ??= new (await import('./question.js')).Asking(this.host);
    } catch {
      this.failed();
      return undefined;
    }
    return this.asking.ask(question, opener);
  }

  hostDisconnected(): void { this.asking?.close(undefined); }

  /** What has the focus; of an item of a menu, which closes by itself, the menu's button. */
  private active(): Element | null {
    const root = this.host.renderRoot;
    const menu = root.activeElement?.closest('[popover]');
    return (menu && root.querySelector(`[popovertarget="${menu.id}"]`)) ?? root.activeElement;
  }

  render(): TemplateResult | typeof nothing { return this.asking?.render() ?? nothing; }
}
