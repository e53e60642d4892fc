// Users, sessions and ends in the words of operators.

import { duration } from '../i18n/times.js';
import { has, t } from '../i18n/texts.js';
import type { Answer } from '../kit/dialog.js';
import { server } from './places.js';
import type { ManagedSession } from './types.js';

export const nameOf = (user: { name?: string; email?: string; external_id?: string } | undefined): string =>
  user?.name || user?.email || user?.external_id || t('people.unnamed');

/** Whose session it is. */
export const ownerOf = (session: ManagedSession): string => session.user_name || session.user_email || t('people.unnamed');

/** Why a session ended, or will end. */
export const whyEnded = (reason: string | undefined): string => {
  const key = `end.${reason ?? ''}`;
  return has(key) ? t(key) : reason ?? '';
};

/** The note of an answer, as the API takes it. */
export const noted = ({ reason }: Answer): { note?: string } => (reason ? { note: reason } : {});

/** The truth about access tokens that were handed out already. */
export const tokensNote = (): string => t('session.tokens', { life: duration(server.tokenSeconds) });
