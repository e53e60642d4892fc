// A site that is not ours, for what such sites try.

import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export class Elsewhere {
  body = '';
  private constructor(private readonly server: Server, readonly url: string) {}

  static async open(): Promise<Elsewhere> {
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
      response.end(`<!doctype html><title>Elsewhere</title><link rel="icon" href="data:,">${made.body}`);
    });
    await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
    const made = new Elsewhere(server, `http://evil.test:${(server.address() as AddressInfo).port}/`);
    return made;
  }

  close(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => { this.server.close(() => resolve()); });
  }
}
