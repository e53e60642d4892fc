// What can be done with one user, from the list and from their page.

import { html } from 'lit';
import { t } from '../i18n/texts.js';
import type { Answer, Dialog } from '../kit/dialog.js';
import type { Client } from '../net/client.js';
import { careful } from './endmany.js';
import type { ManagedUser } from './types.js';
import { nameOf, tokensNote } from './words.js';

/** Asks whether all sessions of a user are to end; how many there are may not be known. */
export async function askEndAll(dialog: Dialog, user: ManagedUser, n: number | undefined): Promise<Answer | undefined> {
  const name = nameOf(user);
  return dialog.ask({
    title: t('people.end.ask', { user: name }), danger: true, keep: t('people.end.keep'),
    act: n === undefined ? t('people.end.act') : t('session.end.n', { n }),
    text: html`<p>${n === undefined ? t('people.end.text.all', { user: name }) : t('people.end.text', { n, user: name })}</p><p class="muted small">${tokensNote()}</p>`,
    ...(n === undefined || n > careful ? { reason: { label: t('session.end.reason') } } : {}),
  });
}

export async function askDisable(dialog: Dialog, user: ManagedUser): Promise<boolean> {
  return undefined !== await dialog.ask({
    title: t('people.disable.ask', { user: nameOf(user) }), text: t('people.disable.text'), danger: true, keep: t('people.disable.keep'), act: t('people.disable.act'),
  });
}

/** How many sessions of a user are active; undefined when it cannot be told. */
export async function countOf(client: Client, user: string): Promise<number | undefined> {
  try {
    const page = await client.get<{ sessions: unknown[]; next?: string }>(`/v1/sessions?user=${user}&state=active&limit=200`);
    return page.next ? undefined : page.sessions.length;
  } catch {
    return undefined;
  }
}
