// The settings document of an environment (internal/settings), and how two of them differ.

import { settingKeys, settingOf, type Modes, type Settings } from '../settings/model.js';

export interface Permission { key: string; name: string; category?: string; description?: string }
export interface Role { key: string; name: string; description?: string; permissions: string[] }
export interface Document {
  permissions: Permission[]; roles: Role[]; default_role?: string;
  pages: { personal: { privacy_and_security: boolean }; workspace: { users: boolean; security: boolean } };
  session_settings: Settings & { modes?: Modes };
  branding?: { application_name?: string; accent_color?: string };
}
export interface Change { path: string; before?: unknown; after?: unknown }
export interface Actor { kind: string; id?: string; name?: string; session_id?: string; address?: string }
export interface Version {
  version: number; document?: Document; note?: string; restores?: number; published_at?: string; published_by?: Actor; ended: number;
}
export interface Impact {
  version: number; changes: Change[]; sessions: number; users: number; tenants: number; soon: number; keeping: number; own: boolean;
  permissions: { key: string; name: string; gain: number; gain_tenants: number; lose: number; lose_tenants: number }[]; warnings: { field: string; message: string }[];
}

/** The permission that everything about sessions hangs on. */
export const revokeSessions = 'sojourn.sessions.revoke';
export const viewUsers = 'sojourn.users.read';
export const readAudit = 'sojourn.audit.read';

/** Whether a role holds a permission: by its key, or by a pattern such as reports.*. */
export const holds = (role: Role, key: string): boolean => role.permissions.some((held) => covers(held, key));

export const covers = (held: string, key: string): boolean => held === key || (held.endsWith('.*') && key.startsWith(held.slice(0, -1)));

/** The same document as another object, to be edited. */
export const copy = <T>(of: T): T => JSON.parse(JSON.stringify(of)) as T;

/** The value at each path at which documents are compared, the way the server does. */
function flat(of: Document): Map<string, unknown> {
  const all = new Map<string, unknown>();
  const take = (path: string, value: unknown): void => void all.set(path, value);
  for (const one of of.permissions) {
    take(`permissions.${one.key}`, { key: one.key });
    for (const field of ['name', 'category', 'description'] as const) take(`permissions.${one.key}.${field}`, one[field] ?? '');
  }
  for (const one of of.roles) {
    take(`roles.${one.key}`, { key: one.key });
    for (const field of ['name', 'description'] as const) take(`roles.${one.key}.${field}`, one[field] ?? '');
    take(`roles.${one.key}.permissions`, [...one.permissions].sort());
  }
  take('default_role', of.default_role ?? '');
  take('pages.personal.privacy_and_security', of.pages.personal.privacy_and_security);
  take('pages.workspace.users', of.pages.workspace.users);
  take('pages.workspace.security', of.pages.workspace.security);
  for (const key of settingKeys) {
    take(`session_settings.${key}`, settingOf(of.session_settings, key));
    take(`session_settings.modes.${key}`, of.session_settings.modes?.[key] ?? 'choose');
  }
  take('branding.application_name', of.branding?.application_name ?? '');
  take('branding.accent_color', of.branding?.accent_color ?? '');
  return all;
}

/** The paths at which documents differ. What was added or removed counts once. */
export function differences(before: Document, after: Document): string[] {
  const b = flat(before);
  const a = flat(after);
  const whole = (path: string): string => path.split('.').slice(0, 1).join('.');
  const paths = [...new Set([...b.keys(), ...a.keys()])].filter((path) => JSON.stringify(b.get(path)) !== JSON.stringify(a.get(path)));
  const gone = new Set(paths.filter((path) => ['permissions', 'roles'].includes(whole(path)) && (!b.has(path) || !a.has(path))));
  // Fields of what is new or gone as a whole are no changes of their own.
  return paths.filter((path) => !gone.has(path) || !gone.has(path.slice(0, path.lastIndexOf('.'))));
}
