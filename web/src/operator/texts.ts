// Which texts this portal has, by file.

import { loader } from '../i18n/load.js';
import { first } from '../net/first.js';

const german = first.language === 'de';

export const withTexts = loader({
  events: () => (german ? import('../i18n/de/events.js') : import('../i18n/en/events.js')),
  errors: () => (german ? import('../i18n/de/errors.js') : import('../i18n/en/errors.js')),
  operator: () => (german ? import('../i18n/de/operator.js') : import('../i18n/en/operator.js')),
  people: () => (german ? import('../i18n/de/people.js') : import('../i18n/en/people.js')),
  configure: () => (german ? import('../i18n/de/configure.js') : import('../i18n/en/configure.js')),
  administration: () => (german ? import('../i18n/de/administration.js') : import('../i18n/en/administration.js')),
});
