import type { common as english } from '../en/common.js';
import type { Translation } from '../texts.js';

export const common: Translation<typeof english> = {
  'product': 'Sojourn',
  'dismiss': 'Schließen',
  'separator': ' · ',

  'time.now': 'gerade eben',
  'time.soon': 'gleich',

  'loading': 'Wird geladen',
  'error.title': 'Das konnte nicht geladen werden',
  'error.unchanged': 'Es wurde nichts geändert.',
  'error.unsure': 'Sehen Sie nach, ob es geschehen ist, bevor Sie es noch einmal versuchen.',
  'error.retry': 'Noch einmal versuchen',
  'error.request': 'Anfrage-ID {id}',
  'error.internal': 'Auf dem Server ist etwas schiefgegangen.',
  'error.offline': 'Der Server ist nicht erreichbar. Prüfen Sie Ihre Verbindung.',
  'offline.banner': 'Sie sind offline. Was Sie sehen, kann veraltet sein, und nichts lässt sich ändern.',
  'stale.banner': 'Nicht aktualisiert seit {time}.',
  'refresh': 'Aktualisieren',
  'denied.title': 'Sie haben keinen Zugang zu dieser Seite',
  'denied.text': 'Sie braucht die Berechtigung {permission}. Wer in Ihrem Arbeitsbereich oder Ihrer Anwendung Rollen verwaltet, kann sie Ihnen geben.',
  'off.title': 'Diese Seite ist abgeschaltet',
  'off.text': 'Der Betreiber der Anwendung hat sie abgeschaltet.',
  'missing.title': 'Hier ist nichts',
  'missing.text': 'Vielleicht ist die Adresse falsch geschrieben, oder was hier war, ist nicht mehr da.',

  'live.on': 'Live',
  'live.paused': 'Angehalten',
  'live.polling': 'Alle paar Sekunden',
  'live.pause': 'Wird laufend aktualisiert. Anhalten',
  'live.resume': 'Aktualisierung angehalten. Fortsetzen',

  'nav.skip': 'Zum Inhalt',
  'nav.menu': 'Menü',
  'nav.main': 'Hauptnavigation',
  'account.label': 'Konto',
  'account.password': 'Passwort ändern',
  'account.theme.auto': 'Wie das System',
  'account.theme.light': 'Hell',
  'account.theme.dark': 'Dunkel',
  'account.sign-out': 'Abmelden',

  'device.unknown': 'Unbekanntes Gerät',
  'place.unknown': 'Standort unbekannt',
};
