// How screens talk to the API: one client for each environment. Everything that goes wrong is a Problem.

import { taken } from './first.js';

/** An error of the API (RFC 9457), or of the way to it (code "offline"). */
export class Problem extends Error {
  readonly status: number;
  readonly code: string;
  readonly field: string;
  readonly requestId: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfter: number; // seconds; 0 when it was not said

  constructor(status: number, body: Readonly<Record<string, unknown>>, headers?: Headers) {
    const text = (name: string): string => (typeof body[name] === 'string' ? (body[name] as string) : '');
    super(text('detail') || text('code'));
    this.status = status;
    this.code = text('code') || (status ? 'internal' : 'offline');
    this.field = text('field');
    this.requestId = text('request_id') || headers?.get('Request-Id') || '';
    this.details = (body['details'] as Record<string, unknown> | undefined) ?? {};
    this.retryAfter = Number(headers?.get('Retry-After') ?? 0) || 0;
  }
}

/** background: not the user's doing, so it does not keep an idle session alive. */
export interface Options { background?: boolean; signal?: AbortSignal }

let csrf = '';
let ended = (): void => {};
let words: () => Promise<unknown> = async () => {};

/**
 * Says how requests prove that they come from this page, what to do when nobody is signed in any more, and what to load
 * before a refusal is told: its words.
 */
export function connect(token: string, whenEnded: () => void, beforeRefusal: () => Promise<unknown>): void {
  csrf = token;
  ended = whenEnded;
  words = beforeRefusal;
}

/** Somebody else has noticed that nobody is signed in any more. */
export const sayEnded = (): void => ended();

export class Client {
  /** The path below which the environment is, such as "/e/production"; empty for what is above environments. */
  readonly base: string;

  constructor(environment: string) {
    this.base = environment ? `/e/${environment}` : '';
  }

  get<T>(path: string, options: Options = {}): Promise<T> {
    const here = taken(this.base + path);
    return here === undefined ? this.ask<T>('GET', path, undefined, options) : Promise.resolve(here as T);
  }

  post<T>(path: string, body?: unknown, options: Options = {}): Promise<T> { return this.ask<T>('POST', path, body, options); }
  put<T>(path: string, body: unknown, options: Options = {}): Promise<T> { return this.ask<T>('PUT', path, body, options); }
  patch<T>(path: string, body: unknown, options: Options = {}): Promise<T> { return this.ask<T>('PATCH', path, body, options); }
  delete<T>(path: string, options: Options = {}): Promise<T> { return this.ask<T>('DELETE', path, undefined, options); }

  private async ask<T>(method: string, path: string, body: unknown, options: Options): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (method !== 'GET') headers['X-CSRF-Token'] = csrf;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (options.background) headers['Sojourn-Activity'] = 'none';
    const init: RequestInit = { method, headers, credentials: 'same-origin', cache: 'no-store' };
    if (body !== undefined) init.body = JSON.stringify(body);
    if (options.signal) init.signal = options.signal;
    let response: Response;
    let text: string;
    try {
      response = await fetch(this.base + path, init);
      text = await response.text();
    } catch (cause) {
      if (options.signal?.aborted) throw cause;
      throw new Problem(0, {});
    }
    const answer = parsed(text);
    if (response.ok) return answer as T;
    const problem = new Problem(response.status, (answer ?? {}) as Record<string, unknown>, response.headers);
    if (response.status === 401) ended();
    else await words().catch(() => {}); // without them it is told in general
    throw problem;
  }
}

function parsed(text: string): unknown {
  try {
    return text ? JSON.parse(text) : undefined;
  } catch {
    return undefined; // not of ours: a proxy's page
  }
}
