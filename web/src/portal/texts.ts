// Which texts this portal has, by file.

import { loader } from '../i18n/load.js';
import { first } from '../net/first.js';

const german = first.language === 'de';

export const withTexts = loader({
  errors: () => (german ? import('../i18n/de/errors.js') : import('../i18n/en/errors.js')),
  portal: () => (german ? import('../i18n/de/portal.js') : import('../i18n/en/portal.js')),
  details: () => (german ? import('../i18n/de/details.js') : import('../i18n/en/details.js')),
  workspace: () => (german ? import('../i18n/de/workspace.js') : import('../i18n/en/workspace.js')),
});
