// The form of a dialog. It is loaded when a screen asks for the first time.

import { html, nothing, type TemplateResult } from 'lit';
import type { Component } from './component.js';
import styles from './dialog.css';
import { adopt, type Question } from './dialog.js';
import fields from './fields.css';

/** Gives a screen the form and how it looks. */
export function prepare(host: Component): typeof form {
  adopt(host, fields, styles);
  return form;
}

export const form = (of: Question, onCancel: () => void, onSubmit: (event: SubmitEvent) => void): TemplateResult => html`
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
