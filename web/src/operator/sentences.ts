// What an event of the audit log says, in the reader's language. Its texts are in the file "events".

import { has, t } from '../i18n/texts.js';
import type { Actor } from './document.js';

export interface Event {
  id: string; at: string; kind: string; sentence: string; actor: Actor; tenant_id?: string; tenant?: string; user_id?: string; user?: string;
  session_id?: string; reason?: string; data?: Record<string, unknown>;
}

export const actorOf = (actor: Actor): string => {
  const key = `actor.${actor.kind}`;
  if (actor.name) return actor.kind === 'api_key' || actor.kind === 'operator_key' ? t('actor.key', { name: actor.name }) : actor.name;
  return has(key) ? t(key) : actor.kind;
};

export function reasonOf(reason: string): string {
  const key = `audit.reason.${reason}`;
  return has(key) ? t(key) : reason;
}

/** What happened, in the reader's language; in the server's words where there is no text for it. */
export function sentenceOf(one: Event): string {
  const key = one.kind === 'session.ended' ? `event.session.ended.${one.reason ?? ''}` : one.kind === 'sessions.ended' && one.tenant_id ? 'event.sessions.ended.tenant' : `event.${one.kind}`;
  if (!has(key)) return one.sentence;
  return t(key, { actor: actorOf(one.actor), user: one.user ?? t('actor.user'), tenant: one.tenant ?? t('actor.tenant') });
}
