import type { operator as english } from '../en/operator.js';
import type { Translation } from '../texts.js';
import { navigation } from './navigation.js';

export { common } from './common.js';
export { overview } from './overview.js';
export { sessionlist } from './sessionlist.js';
export { settings } from './settings.js';

export const operator: Translation<typeof english> = {
  ...navigation,

  'operator.title': 'Betreiberportal',
  'operator.environment': 'Umgebung',
  'operator.none.title': 'Noch keine Umgebung',
  'operator.none.text': 'Sie haben in keiner Umgebung eine Rolle. Ein Eigentümer kann Ihnen eine geben.',
  'operator.overview': 'Überblick',
  'session.tokens': 'Apps, die ein Zugriffstoken haben, können noch bis zu {life} weiterarbeiten.',
  'session.end.reason': 'Warum, für das Protokoll (freiwillig)',
  'settings.operator.inherited': 'Von der Umgebung',
  'settings.operator.theirs': 'Wert der Umgebung: {value}.',
  'settings.operator.back': 'Wert der Umgebung übernehmen',
  'settings.operator.at-most': 'Die Umgebung erlaubt höchstens {limit}.',
  'settings.operator.locked': 'Die Umgebung hat diese Einstellung für alle Arbeitsbereiche gesperrt.',
  'settings.operator.as-inherited': '{value} (von der Umgebung)',
};
