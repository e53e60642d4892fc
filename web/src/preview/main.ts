// The self-service portal for show, in a frame of the builder: its real screens, with invented people in place of the API.
// The page may ask for nothing (internal/portal/preview.go); what it is to show, the builder has written on the frame.

import type { Shown } from '../operator/configure/portalview.js';
import { Town } from './town.js';

interface Leaving extends Event { destination: { sameDocument: boolean; url: string } }

const home = location.pathname;
const everything: Shown = {
  pages: { personal: { privacy_and_security: true }, workspace: { users: true, security: true } },
  permissions: ['sojourn.sessions.revoke', 'sojourn.users.read', 'sojourn.audit.read'], role: 'admin', roles: [['admin', 'Admin']], settings: {}, at: '',
};
const told = (window.frameElement as HTMLElement | null)?.dataset['shown'];
const town = new Town(told ? (JSON.parse(told) as Shown) : everything);

/** Nothing new comes by itself. */
class Stream extends EventTarget {
  readonly readyState = 1;
  onopen: (() => void) | undefined;
  constructor() { super(); setTimeout(() => this.onopen?.()); }
  close(): void {}
}

window.fetch = async (input, init) => {
  const { status, body } = town.answer(init?.method ?? 'GET', new URL(String(input), location.href), init?.body ? JSON.parse(String(init.body)) as Record<string, unknown> : {});
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
};
window.EventSource = Stream as unknown as typeof EventSource;
// What is tried here is no preference of the operator's, and no page in their history.
Object.defineProperty(document, 'cookie', { get: () => '', set: () => {} });
HTMLFormElement.prototype.submit = () => {}; // that signs out
history.pushState = history.replaceState.bind(history);
// Signing out, the password: such pages are not for show. The builder may load this one anew.
(window as unknown as { navigation?: EventTarget }).navigation?.addEventListener('navigate', (event) => {
  const { destination } = event as Leaving;
  if (!destination.sameDocument && new URL(destination.url).pathname !== home) event.preventDefault();
});

history.replaceState(null, '', `/e/preview/${town.start}`);
await import('../portal/main.js');
