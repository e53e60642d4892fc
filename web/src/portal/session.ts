// One session in words, wherever it is shown.

import { t } from '../i18n/texts.js';
import type { Session } from '../net/types.js';

/** What its owner calls the device, or what it is. Never the address: people know devices. */
export const titleOf = (session: Session): string => session.name || session.device.title || t('device.unknown');

export function placeOf({ place }: Pick<Session, 'place'>): string {
  return [place?.city, place?.country].filter(Boolean).join(', ') || t('place.unknown');
}
