// What happened, in a plain sentence: in the reader's language, with today's names.

import { t, has } from '../i18n/texts.js';

/** An event as the API tells it. sentence is English; user and tenant are today's names. */
export interface AuditEvent {
  id: string; at: string; kind: string; sentence: string; reason?: string;
  actor: { kind: string; id?: string; name?: string; session_id?: string; address?: string };
  tenant_id?: string; tenant?: string; user_id?: string; user?: string; session_id?: string; data?: unknown;
}

/** Who did it: by name, else by kind ("The application"). */
export function actorOf({ actor }: AuditEvent): string {
  const key = `audit.actor.${actor.kind}`;
  return actor.name ?? (has(key) ? t(key) : actor.kind);
}

/** The sentence. A kind that has no text yet is told as the server tells it. */
export function sentenceOf(event: AuditEvent): string {
  const user = event.user ?? t('audit.gone.user');
  const names = { actor: actorOf(event), user, tenant: event.tenant ?? t('audit.gone.tenant') };
  const key = `audit.${event.kind}${event.kind === 'session.ended' ? `.${event.reason ?? ''}` : ''}`;
  const text = has(key) ? t(key, names) : event.sentence;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
