// What stands in for the API: it answers as the API would, of people who exist here alone, and forgets everything.

import type { EffectiveSettings, Me, Member, Session } from '../net/types.js';
import type { Overrides } from '../settings/model.js';
import type { Shown } from '../operator/configure/portalview.js';
import { ages, ago, population, type Person } from './people.js';

interface Answer { status: number; body: unknown }
type Body = Readonly<Record<string, unknown>>;
type Handler = (body: Body, query: URLSearchParams, id: string, second: string) => unknown;

const done = (ended: number): { ended: number } => ({ ended });
const allowed = ['idle_session_timeout', 'force_relogin', 'max_concurrent_sessions'] as const;

export class Town {
  private readonly people: Person[];
  private readonly signedOut: Session[] = [];
  private own: Overrides = {};
  private version = 0;

  constructor(readonly shown: Shown) {
    this.people = population(shown.role, shown.roles);
    for (const person of this.people) this.end(person, (one) => !one.current && this.over(one, this.effective({})));
    this.signedOut.length = 0;
  }

  private get self(): Person { return this.people[0] as Person; }

  private readonly routes: Readonly<Record<string, Handler>> = {
    'GET me': () => this.me(),
    'GET me/sessions': () => ({ sessions: this.self.sessions.map((one) => this.dated(one)) }),
    'GET me/sign-outs': () => ({ sessions: this.signedOut }),
    'DELETE me/sessions/:': (_, __, id) => done(this.end(this.self, (one) => one.id === id)),
    'PATCH me/sessions/:': ({ name }, _, id) => Object.assign(this.self.sessions.find((one) => one.id === id) ?? {}, { name }),
    'POST me/sessions/end-others': () => done(this.end(this.self, (one) => !one.current)),
    'GET workspace/users': (_, query) => ({ users: this.found(query) }),
    'GET workspace/users/:': (_, __, id) => this.person(id)?.member,
    'GET workspace/users/:/sessions': (_, __, id) => ({ sessions: this.person(id)?.sessions.map((one) => this.dated(one)) }),
    'DELETE workspace/users/:/sessions/:': (_, __, id, session) => done(this.end(this.person(id), (one) => one.id === session)),
    'POST workspace/end-sessions': ({ users }) => done((users as string[]).reduce((sum, id) => sum + this.end(this.person(id), (one) => !one.current), 0)),
    'GET workspace/session-settings': () => this.settings(),
    'PUT workspace/session-settings': ({ version: _, ...own }) => {
      this.own = own;
      this.version++;
      return this.settings();
    },
    'POST workspace/session-settings/preview': (own) => this.impact(own),
    'GET workspace/audit': () => ({ events: this.events() }),
  };

  /** The path to begin with: the one that was looked at, unless it is not to be seen any more. */
  get start(): string {
    const { pages: { personal, workspace }, permissions, at } = this.shown;
    const may = (...any: string[]): boolean => any.some((one) => permissions.includes(one));
    const open = [
      ['personal/privacy-and-security', personal.privacy_and_security], ['workspace/users', workspace.users && may('sojourn.users.read', 'sojourn.sessions.revoke')],
      ['workspace/security', workspace.security && may('sojourn.sessions.revoke')], ['workspace/audit', workspace.security && may('sojourn.audit.read')],
    ].some(([path, seen]) => seen && at.startsWith(String(path)));
    return open ? at : '';
  }

  answer(method: string, address: URL, body: Body): Answer {
    const parts = address.pathname.replace(/^.*\/v1\//, '').split('/');
    for (const [route, handle] of Object.entries(this.routes)) {
      const [wanted, path = ''] = route.split(' ');
      const pattern = path.split('/');
      if (wanted !== method || pattern.length !== parts.length || !pattern.every((one, i) => one === ':' || one === parts[i])) continue;
      const [first = '', second = ''] = parts.filter((_, i) => pattern[i] === ':');
      const found = handle(body, address.searchParams, first, second);
      return found === undefined ? missing : { status: 200, body: found };
    }
    return missing;
  }

  private person(id: string): Person | undefined { return this.people.find(({ member }) => member.id === id); }

  private me(): Me {
    const { member: { id, name, email, created_at, disabled }, sessions } = this.self;
    return {
      user: { id, name: name ?? '', email: email ?? '', created_at, disabled }, tenant: { id: 'workspace', name: 'Birchwood Analytics', created_at }, session: sessions[0] as Session,
      session_settings: this.effective(this.own), access_token_seconds: 300,
      rights: { roles: this.self.member.roles, permissions: [...this.shown.permissions], pages: this.shown.pages },
    };
  }

  private found(query: URLSearchParams): Member[] {
    const text = query.get('search')?.toLowerCase() ?? '';
    const role = query.get('role');
    return this.people.map(({ member }) => member).filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(text) && (!role || one.roles.includes(role)));
  }

  private end(person: Person | undefined, which: (one: Session) => boolean): number {
    const gone = person?.sessions.filter(which) ?? [];
    if (!person || gone.length === 0) return 0;
    person.sessions = person.sessions.filter((one) => !gone.includes(one));
    person.member.active_sessions = person.sessions.length;
    if (person === this.self) this.signedOut.unshift(...gone.map((one) => ({ ...one, state: 'ended' as const, ended_at: ago(0), end_reason: 'ended_by_user' })));
    return gone.length;
  }

  // ---- session settings ----

  private effective(own: Overrides): EffectiveSettings {
    const pick = (key: (typeof allowed)[number]): { on: boolean; limit_seconds?: number; limit_sessions?: number; source: 'environment' | 'tenant'; built_in?: boolean } => {
      const set = own[key] ?? this.shown.settings[key];
      const source = own[key] ? 'tenant' as const : 'environment' as const;
      if (set?.on) return 'seconds' in set ? { on: true, limit_seconds: set.seconds, source } : { on: true, limit_sessions: set.sessions, source };
      return key === 'idle_session_timeout' ? { on: false, limit_seconds: 86_400, built_in: true, source } : { on: false, source };
    };
    return { idle_session_timeout: pick('idle_session_timeout'), force_relogin: pick('force_relogin'), max_concurrent_sessions: pick('max_concurrent_sessions') };
  }

  private settings(): unknown {
    const { modes = {} } = this.shown.settings;
    return { own: this.own, version: this.version, effective: this.effective(this.own), inherited: this.effective({}), modes: { idle_session_timeout: 'choose', force_relogin: 'choose', max_concurrent_sessions: 'choose', ...modes } };
  }

  /** Whether a session would have ended before now. */
  private over(one: Session, { idle_session_timeout: idle, force_relogin: age }: EffectiveSettings): boolean {
    const [created, active] = ages(one);
    return active > (idle.limit_seconds ?? Infinity) || created > (age.limit_seconds ?? Infinity);
  }

  /** A session with the end that is nearest by the settings. */
  private dated(one: Session): Session {
    const { idle_session_timeout: idle, force_relogin: age } = this.effective(this.own);
    const ends = ([['idle_timeout', one.last_active_at, idle.limit_seconds], ['forced_relogin', one.created_at, age.limit_seconds]] as const)
      .flatMap(([by, from, limit]) => (limit ? [{ ends_by: by, ends_at: new Date(Date.parse(from) + limit * 1000).toISOString() }] : []))
      .sort((a, b) => a.ends_at.localeCompare(b.ends_at));
    return { ...one, ...ends[0] };
  }

  private impact(own: Overrides): unknown {
    const effective = this.effective(own);
    const ending = (one: Session, place: number): boolean => this.over(one, effective) || place >= (effective.max_concurrent_sessions.limit_sessions ?? Infinity);
    const all = this.people.map(({ sessions }) => [...sessions].sort((a, b) => b.created_at.localeCompare(a.created_at)).filter(ending)).filter((one) => one.length > 0);
    return {
      sessions: all.flat().length, users: all.length, tenants: 1, soon: 0, keeping: 0, own: all.flat().some((one) => one.current),
      ending: all.flat().map((one) => ({ ...one, user_name: this.person(one.user_id)?.member.name, would_end_by: 'idle_timeout' })),
    };
  }

  private events(): unknown[] {
    const [ada, grace] = this.people.map(({ member }) => ({ kind: 'user', id: member.id, name: member.name, address: '192.0.2.18' }));
    const [, , alan] = this.people.map(({ member }) => ({ user_id: member.id, user: member.name }));
    return [
      { id: '2', at: ago(3600), kind: 'session.ended', sentence: '', reason: 'ended_by_admin', actor: ada, tenant_id: 'workspace', tenant: 'Birchwood Analytics', ...alan },
      { id: '1', at: ago(90_000), kind: 'session_settings.changed', sentence: '', actor: grace, tenant_id: 'workspace', tenant: 'Birchwood Analytics' },
    ];
  }
}

const missing: Answer = { status: 404, body: { code: 'not_found', detail: '' } };
