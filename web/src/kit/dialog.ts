// Asking before something is done. When to ask, and how much, says the ladder in docs/web.md.

import { html, nothing, type ReactiveController, type LitElement, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';

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

/** The one dialog of a screen. */
export class Dialog implements ReactiveController {
  private question: Question | undefined;
  private settle: ((answer: Answer | undefined) => void) | undefined;
  private opener: Element | null = null;
  private typed = '';
  private reason = '';

  constructor(private readonly host: LitElement) { host.addController(this); }

  /** Asks; the answer is undefined when it is not to be done. Afterwards the focus is where it was, if that is there. */
  async ask(question: Question): Promise<Answer | undefined> {
    this.settle?.(undefined);
    this.opener = this.host.shadowRoot?.activeElement ?? null;
    this.question = question;
    this.typed = this.reason = '';
    this.host.requestUpdate();
    await this.host.updateComplete;
    this.element?.showModal();
    this.element?.querySelector<HTMLElement>('.keep')?.focus();
    return new Promise((resolve) => { this.settle = resolve; });
  }

  hostDisconnected(): void { this.close(undefined); }

  private get element(): HTMLDialogElement | null { return this.host.shadowRoot?.querySelector<HTMLDialogElement>('dialog[part="dialog"]') ?? null; }

  private close(answer: Answer | undefined): void {
    const settle = this.settle;
    this.settle = undefined;
    this.element?.close();
    this.question = undefined;
    this.host.requestUpdate();
    if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
    settle?.(answer);
  }

  private readonly onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    const keep = (event.submitter as HTMLElement | null)?.classList.contains('keep');
    if (keep) this.close(undefined);
    else if (!this.question?.type || this.typed.trim() === this.question.type.text) this.close({ reason: this.reason.trim() });
  };

  render(): TemplateResult {
    const q = this.question;
    if (!q) return html`${nothing}`;
    const ready = !q.type || this.typed.trim() === q.type.text;
    return html`<dialog aria-labelledby="dialog-title" aria-describedby="dialog-text" part="dialog" @cancel=${() => this.close(undefined)}>
      <form method="dialog" @submit=${this.onSubmit}>
        <h2 id="dialog-title">${q.title}</h2>
        <div id="dialog-text">${q.text}</div>
        ${q.list ? html`<div class="list" tabindex="0">${q.list}</div>` : nothing}
        ${q.type ? html`<div class="field"><label for="dialog-type">${q.type.label}</label>
          <input class="input" id="dialog-type" autocomplete="off" spellcheck="false" .value=${live(this.typed)} @input=${(event: Event) => {
            this.typed = (event.target as HTMLInputElement).value;
            this.host.requestUpdate();
          }}></div>` : nothing}
        ${q.reason ? html`<div class="field"><label for="dialog-reason">${q.reason.label}</label>
          <input class="input" id="dialog-reason" maxlength="200" .value=${live(this.reason)} @input=${(event: Event) => {
            this.reason = (event.target as HTMLInputElement).value;
          }}></div>` : nothing}
        <div class="actions">
          <button class="button keep">${q.keep}</button>
          <button class="button primary ${q.danger ? 'danger' : ''}" aria-disabled=${ready ? nothing : 'true'}>${q.act}</button>
        </div>
      </form>
    </dialog>`;
  }
}
