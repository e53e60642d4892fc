// Which texts this portal has, by file.

import { loader } from '../i18n/load.js';
import { first } from '../net/first.js';

const german = first.language === 'de';

export const withTexts = loader({
  events: () => (german ? import('../i18n/de/events.js') : import('../i18n/en/events.js')),
  errors: () => (german ? import('../i18n/de/errors.js') : import('../i18n/en/errors.js')),
  operator: () => (german ? import('../i18n/de/operator.js') : import('../i18n/en/operator.js')),
  settings: () => (german ? import('../i18n/de/settings.js') : import('../i18n/en/settings.js')),
  overview: () => (german ? import('../i18n/de/overview.js') : import('../i18n/en/overview.js')),
  sessionlist: () => (german ? import('../i18n/de/sessionlist.js') : import('../i18n/en/sessionlist.js')),
  people: () => (german ? import('../i18n/de/people.js') : import('../i18n/en/people.js')),
  workspaces: () => (german ? import('../i18n/de/workspaces.js') : import('../i18n/en/workspaces.js')),
  entitlements: () => (german ? import('../i18n/de/entitlements.js') : import('../i18n/en/entitlements.js')),
  configure: () => (german ? import('../i18n/de/configure.js') : import('../i18n/en/configure.js')),
  administration: () => (german ? import('../i18n/de/administration.js') : import('../i18n/en/administration.js')),
});
