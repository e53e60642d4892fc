// A user of the workspace in words, and the one way to sign some of them out.

import { html, nothing, type TemplateResult } from 'lit';
import { t } from '../i18n/texts.js';
import type { Answer, Question } from '../kit/dialog.js';
import type { Client } from '../net/client.js';
import type { Me, User } from '../net/types.js';

export const revoke = 'sojourn.sessions.revoke';
export const mayRevoke = (me: Me): boolean => me.rights.permissions.includes(revoke);

export const nameOf = (user: User): string => user.name || user.email || user.external_id || t('users.unnamed');

/** From how many sessions on the question lists whom it is about. */
const listFrom = 2;
/** The most users of one request. */
const atOnce = 100;

export interface SignOut {
  me: Me;
  client: Client;
  ask: (question: Question) => Promise<Answer | undefined>;
  attempt: (action: () => Promise<unknown>) => Promise<boolean>;
  tokens: TemplateResult; // how long apps may go on
}

type Counted = User & { active_sessions: number };

/** Asks, and signs users out of all their sessions. What to say afterwards; undefined when it was not done. */
export async function signOutUsers(users: readonly Counted[], of: SignOut): Promise<string | undefined> {
  const n = users.reduce((sum, user) => sum + user.active_sessions, 0);
  if (!(await of.ask(question(users, n, of)))) return undefined;
  let ended = 0;
  const done = await of.attempt(async () => {
    for (let i = 0; i < users.length; i += atOnce) {
      const ids = users.slice(i, i + atOnce).map((user) => user.id);
      ended += (await of.client.post<{ ended: number }>('/v1/workspace/end-sessions', { users: ids })).ended;
    }
  });
  if (!done) return undefined;
  if (users.some((user) => user.id === of.me.user.id)) location.assign(`${of.client.base}/signed-out`);
  return t('users.done', { n: ended, whom: users.length === 1 && users[0] ? nameOf(users[0]) : t('settings.impact.users', { n: users.length }) });
}

function question(users: readonly Counted[], n: number, of: SignOut): Question {
  const [one] = users;
  const self = users.some((user) => user.id === of.me.user.id);
  const single = users.length === 1 && one !== undefined;
  const effect = single && self ? t('users.ask.self', { n }) : single ? t('users.ask.text', { n, name: nameOf(one) }) : t('users.ask.many.text', { n });
  return {
    title: single ? (self ? t('users.ask.self.title') : t('users.ask', { name: nameOf(one) })) : t('users.ask.many', { n: users.length }),
    text: html`<p>${effect}${!single && self ? html` <b>${t('users.ask.you-too')}</b>` : nothing} ${t('users.ask.work')}</p>${of.tokens}`,
    keep: t('users.keep'), act: t('users.act', { n }), danger: true,
    ...(users.length >= listFrom ? { list: html`<ul>${users.map((user) => html`<li class="wrap"><bdi>${nameOf(user)}</bdi> <span class="muted">${t('settings.sessions', { n: user.active_sessions })}</span></li>`)}</ul>` } : {}),
  };
}
