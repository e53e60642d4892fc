// What no test may see: errors in the console, scripts that fail, what the content security policy or Trusted Types
// refuse, requests that fail or go elsewhere, and dialogs of the browser.

import type { BrowserContext, Page } from '@playwright/test';

export class Watch {
  private readonly problems: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(private readonly homes: readonly string[]) {}

  /** Says that the test brings about what matches, and that it is right so. */
  allow(...patterns: RegExp[]): void { this.allowed.push(...patterns); }

  /** Watches everything in a context, from its first page on. */
  async follow(context: BrowserContext): Promise<void> {
    context.on('console', (message) => {
      if (message.type() === 'error') this.see(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.see(`page error: ${error.error().stack ?? error.error().message}`));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // Leaving a page ends its streams and what it still loads.
      if (why !== 'net::ERR_ABORTED') this.see(`request failed: ${request.method()} ${request.url()} ${why}`);
    });
    context.on('request', (request) => {
      const url = request.url();
      if (!/^(data|blob|about):/.test(url) && !this.homes.some((home) => url.startsWith(`${home}/`))) this.see(`request to elsewhere: ${url}`);
    });
    context.on('response', (response) => {
      if (response.status() >= 400) this.see(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
    });
    context.on('dialog', (dialog) => {
      this.see(`dialog: ${dialog.type()} ${dialog.message()}`);
      void dialog.dismiss();
    });
    await context.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => {
        console.error(`refused by ${event.violatedDirective}: ${event.blockedURI} ${event.sample} ${event.sourceFile}:${event.lineNumber}`);
      }, true);
    });
  }

  private see(problem: string): void { this.problems.push(problem); }

  /** What was seen and not allowed. */
  seen(): string[] { return this.problems.filter((problem) => !this.allowed.some((pattern) => pattern.test(problem))); }
}

/** The status of an answer that a page gets again by its own request: what a cookie of that page may do. */
export const statusOf = (page: Page, path: string, init: RequestInit = {}): Promise<number> =>
  page.evaluate(async ([to, how]) => (await fetch(to, how)).status, [path, init] as const);
