// What is to be done before session management works: the checklist, and what it recommends.

import { bounds, settingKeys, settingOf, withSetting, type Settings } from '../settings/model.js';
import { holds, revokeSessions, type Document } from './document.js';

export type StepKey = 'who' | 'see' | 'limits' | 'try';

/** Which steps are done; undefined when all are, and nobody need be told. */
export function stepsOf(document: Document): Record<StepKey, boolean> | undefined {
  const { pages } = document;
  const done = {
    who: document.roles.some((role) => holds(role, revokeSessions)),
    see: pages.personal.privacy_and_security && pages.workspace.users && pages.workspace.security,
    limits: settingKeys.some((key) => settingOf(document.session_settings, key)?.on),
    try: false,
  };
  return done.who && done.see && done.limits ? undefined : done;
}

/** The settings with every limit that is off switched on, at what is recommended. */
export function recommended(settings: Settings): Settings {
  let next: Settings = settings;
  for (const key of settingKeys) {
    const one = settingOf(settings, key);
    if (!one?.on) next = { ...next, ...withSetting(next, key, { on: true, number: bounds[key].start }) };
  }
  return next;
}
