// Texts of the frame around the operator's screens.

import { navigation } from './navigation.js';

export { common } from './common.js';
export { overview } from './overview.js';
export { sessionlist } from './sessionlist.js';
export { settings } from './settings.js';

export const operator = {
  ...navigation,

  'operator.title': 'Operator portal',
  'operator.environment': 'Environment',
  'operator.none.title': 'No environment yet',
  'operator.none.text': 'You have no role in any environment. An owner can give you one.',
  'operator.overview': 'Overview',
  'session.tokens': 'Apps that hold an access token may go on for up to {life}.',
  'session.end.reason': 'Why, for the audit log (optional)',
  'settings.operator.inherited': 'From the environment',
  'settings.operator.theirs': 'The environment’s value: {value}.',
  'settings.operator.back': 'Use the environment’s value',
  'settings.operator.at-most': 'The environment allows at most {limit}.',
  'settings.operator.locked': 'The environment has locked this setting for all workspaces.',
  'settings.operator.as-inherited': '{value} (from the environment)',
} as const;
