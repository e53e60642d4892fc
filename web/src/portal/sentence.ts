// What happened, in a plain sentence: in the reader's language, with today's names.

import { t, has } from '../i18n/texts.js';

/** An event as the API tells it. sentence is English; names are what it is made of. */
export interface AuditEvent {
  id: string; at: string; kind: string; sentence: string; reason?: string;
  names: { actor?: string; user?: string; tenant?: string };
  actor: { kind: string; id?: string; session_id?: string; address?: string };
  tenant_id?: string; user_id?: string; session_id?: string; data?: unknown;
}

/** Who did it: by name, else by kind ("The application"). */
export function actorOf({ actor, names }: AuditEvent): string {
  if (names.actor && actor.kind === 'api_key') return t('audit.actor.api_key.named', { key: names.actor });
  if (names.actor) return names.actor;
  const key = `audit.actor.${actor.kind}`;
  return has(key) ? t(key) : actor.kind;
}

/** The sentence. A kind that has no text yet is told as the server tells it. */
export function sentenceOf(event: AuditEvent): string {
  const user = event.names.user ?? t('audit.gone.user');
  const own = event.actor.kind === 'user' && event.actor.id !== undefined && event.actor.id === event.user_id;
  const names = { actor: actorOf(event), user, tenant: event.names.tenant ?? t('audit.gone.tenant') };
  const key = event.kind === 'session.ended' ? `audit.session.ended.${event.reason ?? ''}`
    : event.kind === 'sessions.ended' && event.tenant_id ? 'audit.sessions.ended.tenant'
    : own && has(`audit.${event.kind}.own`) ? `audit.${event.kind}.own`
    : `audit.${event.kind}`;
  const text = has(key) ? t(key, names) : event.sentence;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
