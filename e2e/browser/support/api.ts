// The JSON API, for what a test needs besides the browser.

export class Refused extends Error {
  constructor(readonly status: number, readonly code: string, text: string) { super(`${status} ${code}: ${text}`); }
}

export class Api {
  /** Of one environment of a server, in the name of whoever has the credential. */
  constructor(readonly url: string, readonly environment: string, private readonly bearer: string) {}

  get<T>(path: string): Promise<T> { return this.send<T>('GET', path); }
  post<T>(path: string, body?: unknown): Promise<T> { return this.send<T>('POST', path, body); }
  put<T>(path: string, body: unknown): Promise<T> { return this.send<T>('PUT', path, body); }
  patch<T>(path: string, body: unknown): Promise<T> { return this.send<T>('PATCH', path, body); }
  delete<T>(path: string): Promise<T> { return this.send<T>('DELETE', path); }

  /** Of the same environment, in another name. */
  as(bearer: string): Api { return new Api(this.url, this.environment, bearer); }

  private async send<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (this.bearer) headers['Authorization'] = `Bearer ${this.bearer}`;
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    const answer = await fetch(`${this.url}/e/${this.environment}${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
    const text = await answer.text();
    if (!answer.ok) {
      const problem = JSON.parse(text || '{}') as { code?: string };
      throw new Refused(answer.status, problem.code ?? '', `${method} ${path}: ${text}`);
    }
    return (text ? JSON.parse(text) : undefined) as T;
  }
}
