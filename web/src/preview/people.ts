// Invented people and their sessions, at times that are as long ago as whoever looks is late.

import type { Member, Session } from '../net/types.js';

const minute = 60;
const hour = 3600;
const day = 86_400;

export const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

type Device = [title: string, kind: string];
const windows: Device = ['Chrome 156 on Windows 11', 'desktop'];
const mac: Device = ['Safari on macOS', 'desktop'];
const linux: Device = ['Firefox 151 on Linux', 'desktop'];
const phone: Device = ['Safari on iPhone', 'phone'];
const tablet: Device = ['Chrome on Android', 'tablet'];
const places: Record<string, [city: string, country: string, code: string]> = {
  '192.0.2.18': ['Berlin', 'Germany', 'DE'], '198.51.100.4': ['London', 'United Kingdom', 'GB'], '203.0.113.77': ['Paris', 'France', 'FR'],
};

/** A session: its device, address, and how long ago it began and was last active. */
type Begun = [device: Device, address: string, created: number, active: number];

const people: readonly [name: string, role: 'own' | 'first' | 'none', sessions: Begun[]][] = [
  ['Ada Lovelace', 'own', [[windows, '192.0.2.18', 2 * hour, 5], [phone, '198.51.100.4', 3 * day, 12 * minute], [tablet, '2001:db8::17', 26 * hour, 5 * hour], [linux, '203.0.113.77', 9 * day, 2 * day]]],
  ['Grace Hopper', 'first', [[mac, '192.0.2.18', 5 * hour, 3 * minute], [phone, '192.0.2.18', 6 * day, 40 * minute]]],
  ['Alan Turing', 'first', [[linux, '198.51.100.4', 30 * hour, hour]]],
  ['Katherine Johnson', 'first', [[windows, '203.0.113.77', 20 * minute, minute], [tablet, '203.0.113.77', 11 * day, 7 * hour], [phone, '198.51.100.4', 2 * day, 3 * hour]]],
  ['Edsger Dijkstra', 'none', []],
  ['Annie Easley', 'first', [[mac, '198.51.100.4', 4 * day, 9 * hour]]],
];

export interface Person { member: Member; sessions: Session[] }

/** All of them, the first being who looks: with this role, and others with the first role that there is. */
export function population(role: string, roles: readonly (readonly [key: string, name: string])[]): Person[] {
  let made = 0;
  const id = (): string => `00000000-0000-7000-8000-${String(++made).padStart(12, '0')}`;
  return people.map(([name, which, begun], i) => {
    const user = id();
    const held = roles.filter(([key]) => key === (which === 'own' ? role : which === 'first' ? roles[roles.length - 1]?.[0] : undefined));
    const sessions = begun.map(([[title, kind], address, created, active], n): Session => {
      const [city, country, code] = places[address] ?? [];
      return {
        id: id(), user_id: user, tenant_id: 'workspace', state: 'active', current: i === 0 && n === 0, name: '', device: { title, kind }, address, methods: ['pwd'],
        created_at: ago(created), last_active_at: ago(active), ...(city && country && code ? { place: { city, country, country_code: code } } : {}),
      };
    });
    const email = `${name.toLowerCase().replace(' ', '.')}@example.com`;
    return { sessions, member: {
      id: user, name, email, disabled: false, created_at: ago(90 * day), joined_at: ago(90 * day), active_sessions: sessions.length,
      roles: held.map(([key]) => key), role_names: held.map(([, text]) => text), ...(sessions[0] ? { last_active_at: sessions[0].last_active_at } : {}),
    } };
  });
}

/** When a session began, and was last active, seconds ago. */
export const ages = (one: Session): [created: number, active: number] => [one.created_at, one.last_active_at].map((at) => (Date.now() - Date.parse(at)) / 1000) as [number, number];
