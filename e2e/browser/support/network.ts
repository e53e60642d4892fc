// Answers that a test makes worse.

import type { Page, Route } from '@playwright/test';

/**
 * Opens pages without the answers that come with them, but for who is signed in, and lets the test answer what screens
 * then ask for.
 */
export async function withoutFirst(page: Page, answer: (route: Route) => unknown): Promise<void> {
  await page.route((url) => /^\/(operator|e\/[^/]+\/(personal|workspace|$))/.test(url.pathname), async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch({ maxRedirects: 0 });
    const body = (await response.text()).replace(/(<script type="application\/json" id="first">)(.*?)(<\/script>)/s, (_, before: string, text: string, after: string) => {
      const first = JSON.parse(text) as { answers: Record<string, unknown> };
      first.answers = Object.fromEntries(Object.entries(first.answers).filter(([path]) => /\/v1\/(me|environments)$/.test(path)));
      return before + JSON.stringify(first).replaceAll('<', '\\u003c') + after;
    });
    return route.fulfill({ response, body });
  });
  await page.route((url) => url.pathname.includes('/v1/') && !/\/v1\/(me|environments|me\/changes|changes)$/.test(url.pathname), (route) => answer(route));
}
