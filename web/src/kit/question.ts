// What a dialog is made of. It is loaded when a screen asks for the first time. Its fields and buttons look as fields.css says,
// which a screen that asks has.

import { html, nothing, type TemplateResult } from 'lit';
import type { Component } from './component.js';
import styles from './dialog.css';
import { adopt, type Answer, type Question } from './dialog.js';

/** Asks one thing after the other, in a dialog of a screen. */
export class Asking {
  private question: Question | undefined;
  private opener: Element | null = null;
  private settle: ((answer: Answer | undefined) => void) | undefined;

  constructor(private readonly host: Component) { adopt(host, styles); }

  async ask(question: Question, opener: Element | null): Promise<Answer | undefined> {
    this.settle?.(undefined);
    this.opener = opener;
    this.question = question;
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.element?.showModal();
    this.element?.querySelector<HTMLElement>('.keep')?.focus();
    return new Promise((resolve) => { this.settle = resolve; });
  }

  close(answer: Answer | undefined): void {
    const settle = this.settle;
    this.settle = undefined;
    this.element?.close();
    this.question = undefined;
    this.host.requestUpdate();
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
    settle?.(answer);
  }

  private get element(): HTMLDialogElement | null { return this.host.renderRoot.querySelector<HTMLDialogElement>('dialog[part="dialog"]'); }

  /** What the form says: the reason, or undefined when it is not to be done. */
  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const typed = (name: string): string => String(new FormData(event.currentTarget as HTMLFormElement).get(name) ?? '').trim();
    const keep = (event.submitter as HTMLElement | null)?.classList.contains('keep');
    if (keep) this.close(undefined);
    else if (!this.question?.type || typed('type') === this.question.type.text) this.close({ reason: typed('reason') });
  };

  render(): TemplateResult | typeof nothing {
    return this.question ? form(this.question, () => this.close(undefined), this.onSubmit) : nothing;
  }
}

const form = (of: Question, onCancel: () => void, onSubmit: (event: SubmitEvent) => void): TemplateResult => html`
  <dialog aria-labelledby="dialog-title" aria-describedby="dialog-text" part="dialog" @cancel=${onCancel}>
    <form method="dialog" @submit=${onSubmit} @input=${(event: Event) => typing(of, event)}>
      <h2 id="dialog-title">${of.title}</h2>
      <div id="dialog-text">${of.text}</div>
      ${of.list ? html`<div class="list" tabindex="0">${of.list}</div>` : nothing}
      ${of.type ? html`<div class="field"><label for="dialog-type">${of.type.label}</label>
        <input class="input" id="dialog-type" name="type" autocomplete="off" spellcheck="false"></div>` : nothing}
      ${of.reason ? html`<div class="field"><label for="dialog-reason">${of.reason.label}</label>
        <input class="input" id="dialog-reason" name="reason" maxlength="200"></div>` : nothing}
      <div class="actions">
        <button class="button keep">${of.keep}</button>
        <button class="button primary ${of.danger ? 'danger' : ''}" aria-disabled=${of.type ? 'true' : nothing}>${of.act}</button>
      </div>
    </form>
  </dialog>`;

/** What must be typed is typed, or not yet. */
function typing({ type }: Question, event: Event): void {
  const input = event.target as HTMLInputElement;
  if (input.name !== 'type') return;
  const act = input.form?.querySelector('.primary');
  if (input.value.trim() === type?.text) act?.removeAttribute('aria-disabled');
  else act?.setAttribute('aria-disabled', 'true');
}
