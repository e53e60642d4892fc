// Texts of the operator portal, by screen.

import { administration } from './administration.js';
import { configure } from './configure.js';
import { entitlements } from './entitlements.js';
import { navigation } from './navigation.js';
import { overview } from './overview.js';
import { people } from './people.js';
import { sessionlist } from './sessionlist.js';
import { settings } from './settings.js';
import { workspaces } from './workspaces.js';

export const operator = {
  ...settings,
  ...navigation,
  ...entitlements,
  ...configure,
  ...administration,
  ...overview,
  ...sessionlist,
  ...people,
  ...workspaces,

  'operator.title': 'Operator portal',
  'operator.environment': 'Environment',
  'operator.none.title': 'No environment yet',
  'operator.none.text': 'You have no role in any environment. An owner can give you one.',
  'operator.overview': 'Overview',
} as const;
