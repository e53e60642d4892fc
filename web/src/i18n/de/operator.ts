import type { operator as english } from '../en/operator.js';
import type { Translation } from '../texts.js';
import { administration } from './administration.js';
import { configure } from './configure.js';
import { entitlements } from './entitlements.js';
import { navigation } from './navigation.js';
import { overview } from './overview.js';
import { people } from './people.js';
import { sessionlist } from './sessionlist.js';
import { settings } from './settings.js';
import { workspaces } from './workspaces.js';

export { common } from './common.js';

export const operator: Translation<typeof english> = {
  ...settings,
  ...navigation,
  ...entitlements,
  ...configure,
  ...administration,
  ...overview,
  ...sessionlist,
  ...people,
  ...workspaces,

  'operator.title': 'Betreiberportal',
  'operator.environment': 'Umgebung',
  'operator.none.title': 'Noch keine Umgebung',
  'operator.none.text': 'Sie haben in keiner Umgebung eine Rolle. Ein Eigentümer kann Ihnen eine geben.',
  'operator.overview': 'Überblick',
};
