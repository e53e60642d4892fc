// A server with a large environment: 10 000 users, 100 000 active and 30 000 ended sessions, 200 workspaces.

import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { Api } from './api.js';

const e2e = path.resolve(import.meta.dirname, '../..');

export interface Large { url: string; owner: string; admin: string; stop: () => Promise<void> }

export async function large(): Promise<Large> {
  const folder = mkdtempSync(path.join(tmpdir(), 'sojourn-large-'));
  const told = (await promisify(execFile)('go', ['run', './bench', '-town', folder], { cwd: e2e })).stdout;
  const find = (name: string): string => new RegExp(`^${name} (\\S+)`, 'm').exec(told)?.[1] ?? '';
  const url = `http://127.0.0.1:${await freePort()}`;
  const server = spawn(process.env['SOJOURN_BROWSER_PROGRAM'] ?? '', ['serve', '--data', folder, '--addr', url.slice('http://'.length), '--metrics-addr=127.0.0.1:0'], { stdio: 'ignore' });
  const gone = new Promise((resolve) => server.once('exit', resolve));
  process.once('exit', () => server.kill('SIGKILL'));
  const stop = async (): Promise<void> => {
    server.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (let tries = 0; !(await fetch(`${url}/readyz`).catch(() => undefined))?.ok; tries++) {
      if (tries > 200) throw new Error('the large server does not start');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    const { session_secret: owner } = await new Api(url, 'operators', '').post<{ session_secret: string }>('/v1/sign-in', { email: find('email'), password: find('password'), delivery: 'secret' });
    return { url, owner, admin: find('administrator'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

const freePort = (): Promise<number> => new Promise((resolve) => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const address = server.address();
    server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
  });
});
