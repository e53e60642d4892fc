// Asking before something is done. When to ask, and how much, says the ladder in docs/web.md.

import { html, nothing, type ReactiveController, type TemplateResult } from 'lit';
import type { Component } from './component.js';
import type { form } from './question.js';

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

/** The one dialog of a screen. */
export class Dialog implements ReactiveController {
  private question: Question | undefined;
  private settle: ((answer: Answer | undefined) => void) | undefined;
  private opener: Element | null = null;
  private form: typeof form | undefined;

  /** failed is called when the form cannot be loaded, which it is when something is asked. */
  constructor(private readonly host: Component, private readonly failed: () => void) { host.addController(this); }

  /** Asks; the answer is undefined when it is not to be done. Afterwards the focus is where it was, if that is there. */
  async ask(question: Question): Promise<Answer | undefined> {
    this.settle?.(undefined);
    this.opener = this.active();
    try {
      this.form ??= (await import('./question.js')).prepare(this.host);
    } catch {
      this.failed();
      return undefined;
    }
    this.question = question;
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.element?.showModal();
    this.element?.querySelector<HTMLElement>('.keep')?.focus();
    return new Promise((resolve) => { this.settle = resolve; });
  }

  hostDisconnected(): void { this.close(undefined); }

  private get element(): HTMLDialogElement | null { return this.host.shadowRoot?.querySelector<HTMLDialogElement>('dialog[part="dialog"]') ?? null; }

  /** What has the focus; of an item of a menu, which closes by itself, the menu's button. */
  private active(): Element | null {
    const root = this.host.shadowRoot;
    const menu = root?.activeElement?.closest('[popover]');
    return (menu && root?.querySelector(`[popovertarget="${menu.id}"]`)) ?? root?.activeElement ?? null;
  }

  private close(answer: Answer | undefined): void {
    const settle = this.settle;
    this.settle = undefined;
    this.element?.close();
    this.question = undefined;
    this.host.requestUpdate();
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
    settle?.(answer);
  }

  /** What the form says: the reason, or undefined when it is not to be done. */
  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = (name: string): string => String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? '').trim();
    const keep = (event.submitter as HTMLElement | null)?.classList.contains('keep');
    if (keep) this.close(undefined);
    else if (!this.question?.type || typed('type') === this.question.type.text) this.close({ reason: typed('reason') });
  };

  render(): TemplateResult {
    return html`${this.question && this.form ? this.form(this.question, () => this.close(undefined), this.onSubmit) : nothing}`;
  }
}
