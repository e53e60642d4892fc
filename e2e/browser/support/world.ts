// An environment of a test's own, and who is in it.

import { randomBytes } from 'node:crypto';
import type { BrowserContext } from '@playwright/test';
import { Api } from './api.js';
import type { Started } from './start.js';

export interface Named { id: string; name: string }
export interface Person extends Named { email: string; tenant: Named }
export interface Opened { id: string; secret: string }
export interface Timeout { on: boolean; seconds: number }
export interface Settings { idle_session_timeout?: Timeout; force_relogin?: Timeout; max_concurrent_sessions?: { on: boolean; sessions: number } }
export interface Role { key: string; name: string; description?: string; permissions: string[] }
export interface Document {
  roles: Role[];
  pages: { personal: { privacy_and_security: boolean }; workspace: { users: boolean; security: boolean } };
  session_settings: Required<Settings>;
  [more: string]: unknown;
}

export const password = 'tide-lamp-crow-basil-pond';

export class World {
  private constructor(readonly server: Started, readonly id: string, readonly name: string, readonly api: Api) {}

  /** A new environment: with its one page, its two roles, and no session setting. */
  static async make(server: Started): Promise<World> {
    const id = `t${randomBytes(5).toString('hex')}`;
    const name = `Trial ${id}`;
    await new Api(server.url, 'operators', server.owner).post('/v1/environments', { id, name });
    const owner = new Api(server.url, id, server.owner);
    const { key } = await owner.post<{ key: string }>('/v1/api-keys', { name: 'The application', scopes: ['*'] });
    return new World(server, id, name, owner.as(key));
  }

  /** Where the self-service portal of the environment is. */
  get portal(): string { return `${this.server.url}/e/${this.id}/`; }

  /** Where the operators' screens of the environment are. */
  get operator(): string { return `${this.server.url}/operator/${this.id}/overview`; }

  tenant(name = 'Acme Corp'): Promise<Named> { return this.api.post<Named>('/v1/tenants', { name }); }

  async person(tenant: Named, name = 'Ada Lovelace', roles?: string[]): Promise<Person> {
    const email = `p${randomBytes(5).toString('hex')}@example.com`;
    const user = await this.api.post<{ id: string }>('/v1/users', { name, email });
    await this.api.put(`/v1/users/${user.id}/memberships/${tenant.id}`, roles ? { roles } : {});
    return { id: user.id, name, email, tenant };
  }

  /** Gives somebody the password of tests, for those that sign in by the page. */
  async withPassword(person: Person): Promise<Person> {
    await this.api.put(`/v1/users/${person.id}/password`, { password });
    return person;
  }

  /** A session of somebody, from a device. */
  async session(person: Person, device: { name?: string; agent?: string; address?: string } = {}): Promise<Opened> {
    const made = await this.api.post<{ session: { id: string }; session_secret: string }>('/v1/sessions', {
      user: { id: person.id }, tenant: { id: person.tenant.id }, delivery: 'secret', ...(device.name ? { device_name: device.name } : {}),
      client: { address: device.address ?? '198.51.100.7', user_agent: device.agent ?? agents.firefox },
    });
    return { id: made.session.id, secret: made.session_secret };
  }

  /** Puts a session into a browser, as its sign-in would have. */
  async enter(context: BrowserContext, opened: Opened, environment = this.id): Promise<void> {
    await context.addCookies([{ name: `sid-${environment}`, value: opened.secret, url: this.server.url, httpOnly: true, sameSite: 'Lax' }]);
  }

  /** Signs somebody in to the portal in a browser, without the page. */
  async enterAs(context: BrowserContext, person: Person, device: { name?: string } = {}): Promise<Opened> {
    const opened = await this.session(person, { ...device, agent: agents.chrome });
    await this.enter(context, opened);
    return opened;
  }

  /** Signs the owner of everything in to the operator portal in a browser. */
  async enterAsOwner(context: BrowserContext): Promise<void> {
    await this.enter(context, { id: '', secret: this.server.owner }, 'operators');
  }

  async document(): Promise<Document> { return (await this.api.get<{ document: Document }>('/v1/settings')).document; }

  /** Publishes the settings with a change. */
  async publish(change: (document: Document) => void, note = ''): Promise<void> {
    const document = await this.document();
    change(document);
    await this.api.post('/v1/settings/publish', { document, ...(note ? { note } : {}) });
  }

  allPages(): Promise<void> { return this.publish((d) => { d.pages.workspace = { users: true, security: true }; }); }

  limits(settings: Settings): Promise<void> { return this.publish((d) => { Object.assign(d.session_settings, settings); }); }
}

export const agents = {
  chrome: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36',
  firefox: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:156.0) Gecko/20100101 Firefox/156.0',
  iphone: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.1 Mobile/15E148 Safari/604.1',
  edge: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/155.0.0.0 Safari/537.36 Edg/155.0.0.0',
};
