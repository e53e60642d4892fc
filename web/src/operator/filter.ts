// Which sessions are listed: as the address of the screen says it, and as the API is asked.

export interface Filter { state: 'active' | 'ended' | 'any'; user: string; tenant: string; address: string; country: string; device: string; active: string; reason: string; from: string; to: string; ended_from: string; ended_to: string }
export type FilterKey = Exclude<keyof Filter, 'state'>;

export const filterKeys: readonly FilterKey[] = ['tenant', 'user', 'device', 'address', 'country', 'active', 'reason', 'from', 'to', 'ended_from', 'ended_to'];
/** Those that only ended sessions have. */
export const ofEnds: readonly FilterKey[] = ['reason', 'ended_from', 'ended_to'];

export const noFilter: Readonly<Record<FilterKey, string>> = { tenant: '', user: '', address: '', country: '', device: '', active: '', reason: '', from: '', to: '', ended_from: '', ended_to: '' };

export const kinds = ['desktop', 'phone', 'tablet', 'bot', 'tool', 'unknown'] as const;
/** Within how many seconds somebody was active. */
export const within = ['900', '3600', '86400', '604800'] as const;

export const endReasons = [
  'signed_out', 'ended_by_user', 'ended_by_admin', 'ended_by_operator', 'ended_by_api', 'idle_timeout', 'forced_relogin', 'concurrency_limit',
  'token_reuse', 'user_disabled', 'credentials_changed', 'tenant_removed',
] as const;

const day = /^\d{4}-\d{2}-\d{2}$/;

export function readFilter(query: string): Filter {
  const given = new URLSearchParams(query);
  const text = (name: string): string => given.get(name)?.trim() ?? '';
  const date = (name: FilterKey): string => (day.test(text(name)) ? text(name) : '');
  const state = text('state');
  const among = (name: FilterKey, all: readonly string[]): string => (all.includes(text(name)) ? text(name) : '');
  return {
    state: state === 'ended' || state === 'any' ? state : 'active',
    user: text('user'), tenant: text('tenant'), address: text('address'), country: text('country').toUpperCase(), device: among('device', kinds), active: among('active', within), reason: text('reason'),
    from: date('from'), to: date('to'), ended_from: date('ended_from'), ended_to: date('ended_to'),
  };
}

/** What stands behind the path in the address; empty for all active sessions. */
export function writeFilter(filter: Filter): string {
  const query = new URLSearchParams();
  if (filter.state !== 'active') query.set('state', filter.state);
  for (const key of filterKeys) if (filter[key]) query.set(key, filter[key]);
  const text = query.toString();
  return text ? `?${text}` : '';
}

/** Which sessions match, whatever their state, for the API. Days are the reader's; the last one is included. */
export function matched(filter: Filter): URLSearchParams {
  const query = new URLSearchParams();
  for (const key of ['user', 'tenant', 'country', 'device'] as const) if (filter[key]) query.set(key, filter[key]);
  if (filter.address) query.set(filter.address.includes('/') ? 'network' : 'address', filter.address);
  if (filter.active) query.set('active_from', new Date(Date.now() - Number(filter.active) * 1000).toISOString());
  if (filter.from) query.set('signed_in_from', midnight(filter.from, 0).toISOString());
  if (filter.to) query.set('signed_in_to', midnight(filter.to, 1).toISOString());
  return query;
}

/** The same with the state, a page of it. */
export function asked(filter: Filter, limit: number, cursor = ''): string {
  const query = matched(filter);
  query.set('limit', String(limit));
  if (filter.state !== 'any') query.set('state', filter.state);
  if (filter.reason) query.set('reason', filter.reason);
  if (filter.ended_from) query.set('ended_from', midnight(filter.ended_from, 0).toISOString());
  if (filter.ended_to) query.set('ended_to', midnight(filter.ended_to, 1).toISOString());
  if (cursor) query.set('cursor', cursor);
  return query.toString();
}

function midnight(date: string, days: number): Date {
  const [year = 0, month = 1, dayOfMonth = 1] = date.split('-').map(Number);
  return new Date(year, month - 1, dayOfMonth + days);
}

/** A day of the reader's, as filters have it. */
export const dayOf = (date: Date): string => [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((n) => String(n).padStart(2, '0')).join('-');

export const sameFilter = (a: Filter, b: Filter): boolean => a.state === b.state && filterKeys.every((key) => a[key] === b[key]);
export const isFiltered = (filter: Filter): boolean => filterKeys.some((key) => filter[key] !== '');
