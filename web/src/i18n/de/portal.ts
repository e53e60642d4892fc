import type { portal as english } from '../en/portal.js';
import type { Translation } from '../texts.js';

export { common } from './common.js';

export const portal: Translation<typeof english> = {
  'portal.personal': 'Persönlich',
  'portal.workspace': 'Arbeitsbereich',
  'portal.privacy': 'Datenschutz & Sicherheit',
  'portal.users': 'Benutzer',
  'portal.security': 'Sicherheit',

  'audit.title': 'Protokoll',
  'sessions.title': 'Aktive Sitzungen',
  'sessions.idle': 'Ohne Aktivität bleiben Sie {idle} angemeldet.',
  'sessions.age': 'Eine Anmeldung gilt höchstens {age}.',
  'sessions.maximum': { one: 'Sie können auf {n} Gerät gleichzeitig angemeldet sein.', other: 'Sie können auf {n} Geräten gleichzeitig angemeldet sein.' },
  'sessions.by-workspace': 'Festgelegt von {workspace}.',
  'sessions.this': 'Dieses Gerät',
  'sessions.active': 'Zuletzt aktiv {time}',
  'sessions.active-now': 'Jetzt aktiv',
  'sessions.signed-in': 'Angemeldet {time}',
  'sessions.ends': 'Endet {time}',
  'sessions.end': 'Abmelden',
  'sessions.ended': 'Gerade abgemeldet',
  'sessions.end.done': '{device} ist abgemeldet.',
  'sessions.gone': { one: '{n} Sitzung wurde anderswo abgemeldet.', other: '{n} Sitzungen wurden anderswo abgemeldet.' },
  'sessions.new': { one: '{n} neue Sitzung.', other: '{n} neue Sitzungen.' },
  'sessions.others': { one: '{n} andere Sitzung abmelden', other: 'Alle {n} anderen Sitzungen abmelden' },
  'sessions.everywhere': 'Überall abmelden, auch hier',
  'sessions.here': 'Auf diesem Gerät abmelden',
  'sessions.only': 'Sie sind nur hier angemeldet.',
  'sessions.read': 'Stand {time}.',
  'sessions.hint': 'Eine unbekannte Sitzung? Melden Sie sie ab, dann {password}.',
  'sessions.hint.password': 'ändern Sie Ihr Passwort',
  'sessions.about': 'Aktivität wird etwa einmal in der Minute festgehalten. Der Ort ist aus der IP-Adresse geschätzt.',
  'sessions.menu': 'Mehr zu allen Sitzungen',
  'sessions.details': 'Einzelheiten zu {device}',
  'sessions.evicted': 'Ihre älteste Sitzung ({device}) wurde abgemeldet, weil {workspace} {n} erlaubt.',
  'sessions.recent': 'Letzte Abmeldungen',
  'sessions.recent.days': 'letzte 7 Tage',
};
