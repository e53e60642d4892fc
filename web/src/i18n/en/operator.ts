// Texts of the operator portal, by screen.

import { settings } from './settings.js';

export const operator = {
  ...settings,

  'operator.title': 'Operator portal',
  'operator.environment': 'Environment',
  'operator.none.title': 'No environment yet',
  'operator.none.text': 'You have no role in any environment. An owner can give you one.',
  'operator.overview': 'Overview',
} as const;
