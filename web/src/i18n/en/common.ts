// Texts of the kit and of the frame around all screens.

export const common = {
  'product': 'Sojourn',
  'dismiss': 'Dismiss',
  'separator': ' · ',

  'time.now': 'just now',
  'time.soon': 'in a moment',

  'loading': 'Loading',
  'error.title': 'This could not be loaded',
  'error.unchanged': 'Nothing was changed.',
  'error.unsure': 'Look whether it was done before you try again.',
  'error.retry': 'Try again',
  'error.request': 'Request ID {id}',
  'error.internal': 'Something went wrong on the server.',
  'error.offline': 'The server cannot be reached. Check your connection.',
  'offline.banner': 'You are offline. What you see may be old, and nothing can be changed.',
  'stale.banner': 'Not updated since {time}.',
  'refresh': 'Refresh',
  'denied.title': 'You do not have access to this page',
  'denied.text': 'It needs the permission {permission}. Whoever manages roles in your workspace or application can give it to you.',
  'off.title': 'This page is switched off',
  'off.text': 'Whoever runs the application has switched it off.',
  'missing.title': 'There is nothing here',
  'missing.text': 'The address may be misspelt, or what was here is gone.',

  'live.on': 'Live',
  'live.paused': 'Paused',
  'live.polling': 'Every few seconds',
  'live.pause': 'Live updates are on. Pause them',
  'live.resume': 'Live updates are paused. Switch them on',

  'nav.skip': 'Skip to content',
  'nav.menu': 'Menu',
  'nav.main': 'Main',
  'account.label': 'Account',
  'account.password': 'Change password',
  'account.theme.auto': 'As the system',
  'account.theme.light': 'Light',
  'account.theme.dark': 'Dark',
  'account.sign-out': 'Sign out',

  'device.unknown': 'Unknown device',
  'place.unknown': 'Location unknown',
} as const;
