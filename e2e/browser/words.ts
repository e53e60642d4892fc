// The words by which tests find what they press: those that a reader of the documentation would look for. Names are
// compared whole and without regard to capitals; patterns are where a number or a name is part of it. Whoever changes a
// word on a screen changes what the product promises.

export const portal = {
  navigation: /^(Main|Haupt.*)$/,
  personal: 'Personal',
  privacy: 'Privacy & Security',
  workspace: 'Workspace',
  users: 'Users',
  security: 'Security',

  signOut: 'Sign out', // a row's button, described by the title of its row
  signOutOthers: /^Sign out (all )?\d+ other sessions?$/,
  signOutSome: /^Sign out \d+ sessions?$/, // in dialogs
  keep: /^Keep (them|signed in)$/, // the safe button of dialogs
  more: 'More about all sessions',
  everywhere: 'Sign out everywhere, including here',
  everywhereAct: 'Sign out everywhere',
  recent: /^Recent sign-outs/,

  actions: (name: string) => `Actions for ${name}`, // the menu of a user's row
  signOutUser: 'Sign out of all sessions',
  viewSessions: 'View sessions',

  save: /^(Review and save|Save|Apply)\b/, // first it opens the review, then it is its button
  ownSetting: /Workspace setting/, // where a value comes from
  providerSetting: /From your provider/,
};

export const operator = {
  environment: 'Environment', // the switcher, a list to choose from
  overview: 'Overview',
  sessions: 'Sessions',
  users: 'Users',
  workspaces: 'Workspaces',
  configurations: 'Configurations',
  entitlements: 'Entitlements',
  permissions: 'Permissions',
  roles: 'Roles',
  security: 'Security',
  sessionManagement: 'Session management',
  adminPortal: 'Admin portal',
  auditLog: 'Audit log',
  environmentSettings: 'Environment settings',
  publishHistory: 'Publish history',

  revokePermission: 'Revoke User Sessions',
  rolesTab: 'Roles', // a tab of the permission's page
  assignRoles: 'Assign roles',
  save: /^Save( draft)?$/,
  review: /^Review and publish$|\bReview$/, // where there is no button that is only to publish
  publish: /^Publish( to .+)?$/, // of the review
  published: /Published version \d+/,

  matrix: /matrix/i, // a link or tab to roles × permissions
  cell: (role: string, permission: string) => new RegExp(`(${role}.*${permission}|${permission}.*${role})`, 'i'), // a checkbox

  search: /^Search/, // a field in the header; Ctrl-K leads to it
  setUp: 'Set up session management', // the checklist on the overview
  endAllOfWorkspace: 'End all sessions of this workspace',
  endSome: /^End (all )?(\d+ )?sessions?( of .+)?$/, // the button of its dialog, which says how many they are
  ended: /^Ended/, // a tab
  restore: /^Restore version \d+/,
  addsUp: /If (published|saved) now: .*session/i, // the preview of a change
};

/** The three settings, by the titles that both portals show. Each is a switch, and once on a number with − and +. */
export const settings = {
  idle: 'Idle Session Timeout',
  relogin: 'Force re-login',
  concurrent: 'Maximum Concurrent Sessions',
  unit: (setting: string) => `Unit of ${setting}`, // minutes, hours, days
  increase: (setting: string) => `Increase ${setting}`,
  decrease: (setting: string) => `Decrease ${setting}`,
};

/** What the page after an end says, in both languages, by the reason. */
export const ended = {
  title: { en: 'You are signed out', de: 'Sie sind abgemeldet' },
  signed_out: { en: 'You signed out on this device.', de: 'Sie haben sich auf diesem Gerät abgemeldet.' },
  ended_by_user: { en: 'You signed this device out from another one.', de: 'Sie haben dieses Gerät von einem anderen aus abgemeldet.' },
  ended_by_admin: { en: 'An administrator of your workspace signed this device out.', de: 'Ein Administrator Ihres Arbeitsbereichs hat dieses Gerät abgemeldet.' },
  idle_timeout: { en: 'There was no activity for longer than your workspace allows.', de: 'Sie waren länger inaktiv, als Ihr Arbeitsbereich erlaubt.' },
  forced_relogin: { en: 'Your workspace asks everybody to sign in again after a while.', de: 'Ihr Arbeitsbereich verlangt nach einer gewissen Zeit eine neue Anmeldung.' },
  concurrency_limit: {
    en: 'You signed in on another device, and your workspace allows no more at the same time.',
    de: 'Sie haben sich auf einem weiteren Gerät angemeldet, und mehr erlaubt Ihr Arbeitsbereich nicht gleichzeitig.',
  },
} as const;

export const signIn = { email: 'E-mail address', password: 'Password', submit: 'Sign in' };
