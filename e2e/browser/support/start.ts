// Before the first test: builds the program, starts it with demo data, and reads from its output how to sign in. A second
// server is one whose clock tests set: it lets hours pass in a moment.

import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const here = path.resolve(import.meta.dirname, '..');
const repository = path.resolve(here, '../..');
const results = path.join(here, 'test-results');
const run = promisify(execFile);

/** What tests need to know of a server. It goes to their processes through the environment. */
export interface Started { url: string; password: string; keys: Record<string, string>; owner: string; clock: string }

const variable = { plain: 'SOJOURN_BROWSER_PLAIN', timed: 'SOJOURN_BROWSER_TIMED' } as const;

/** The server that was started before the tests. */
export function started(kind: keyof typeof variable): Started {
  const text = process.env[variable[kind]];
  if (!text) throw new Error(`the ${kind} server was not started`);
  return JSON.parse(text) as Started;
}

export default async function start(): Promise<() => Promise<void>> {
  mkdirSync(results, { recursive: true });
  const folder = mkdtempSync(path.join(tmpdir(), 'sojourn-browser-'));
  const servers: Server[] = [];
  const stop = async (): Promise<void> => {
    const wrong = (await Promise.all(servers.map((server) => server.stop()))).flat();
    rmSync(folder, { recursive: true, force: true });
    if (wrong.length > 0) throw new Error(`a server said that something went wrong:\n${wrong.join('\n')}`);
  };
  try {
    const plain = process.env['SOJOURN_E2E_PROGRAM'] ?? path.join(folder, 'sojourn');
    if (!process.env['SOJOURN_E2E_PROGRAM']) await run(path.join(repository, 'scripts/build'), [plain], { cwd: repository });
    process.env['SOJOURN_BROWSER_PROGRAM'] = plain;
    const timed = (await run('go', ['run', './browser/timed', folder], { cwd: path.join(repository, 'e2e') })).stdout.trim();
    const clock = path.join(folder, 'clock');
    writeFileSync(clock, '0 0');
    for (const [kind, program, file] of [['plain', plain, ''], ['timed', timed, clock]] as const) {
      const server = new Server(kind, program, folder, file);
      servers.push(server);
      process.env[variable[kind]] = JSON.stringify(await server.ready());
    }
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return stop;
}

class Server {
  private readonly process: ChildProcess;
  private readonly log: string;
  private said = '';

  constructor(kind: string, program: string, folder: string, private readonly clock: string) {
    this.log = path.join(results, `server-${kind}.log`);
    const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('SOJOURN_')));
    this.process = spawn(program, ['serve', '--demo', '--addr=127.0.0.1:0', '--metrics-addr=127.0.0.1:0', `--place-db=${path.join(repository, 'internal/place/testdata/places.mmdb')}`], {
      cwd: folder, env: { ...environment, ...(clock ? { SOJOURN_E2E_CLOCK: clock } : {}) }, stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.process.stderr?.pipe(createWriteStream(this.log));
    this.process.stdout?.on('data', (text) => { this.said += String(text); });
    process.on('exit', () => this.process.kill('SIGKILL'));
  }

  /** Waits for the last line that a demo tells, and signs the owner in. */
  async ready(): Promise<Started> {
    const until = Date.now() + 60_000;
    while (!/^Sign in as .* to see/m.test(this.said)) {
      if (this.process.exitCode !== null || Date.now() > until) throw new Error(`the server does not start:\n${this.said}\n${readFileSync(this.log, 'utf8')}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const find = (pattern: RegExp): string => pattern.exec(this.said)?.[1] ?? '';
    const url = find(/Operators\s+(\S+)\/operator\//);
    const password = find(/Password\s+(\S+)/);
    const keys = Object.fromEntries([...this.said.matchAll(/API key\s+(\S+)\s+\((\w+)\)/g)].map(([, key, name]) => [name, key]));
    const answer = await fetch(`${url}/e/operators/v1/sign-in`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email: 'oda.lindqvist@example.com', password, delivery: 'secret' }),
    });
    const { session_secret: owner } = (await answer.json()) as { session_secret: string };
    if (!url || !password || !owner || !keys['production']) throw new Error(`the demo says other things than it did:\n${this.said}`);
    return { url, password, keys, owner, clock: this.clock };
  }

  /** Ends the server, and tells what it has complained of. */
  async stop(): Promise<string[]> {
    const gone = new Promise((resolve) => this.process.once('exit', resolve));
    if (this.process.exitCode === null && this.process.kill('SIGTERM')) {
      const hard = setTimeout(() => this.process.kill('SIGKILL'), 15_000);
      await gone;
      clearTimeout(hard);
    }
    return readFileSync(this.log, 'utf8').split('\n').filter((line) => line.includes('level=ERROR') || line.startsWith('panic'));
  }
}
