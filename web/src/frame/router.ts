// Which screen is at which address, by the History API.

import type { ReactiveController, TemplateResult } from 'lit';
import type { Component } from '../kit/component.js';

export type Params = Readonly<Record<string, string>>;

export interface Route {
  path: string; // below the base, such as "workspace/users/:user"
  title: () => string;
  load: () => Promise<unknown>; // defines the element
  show: (params: Params) => TemplateResult;
}

export interface Place { route: Route; params: Params }

export class Router implements ReactiveController {
  place: Place | undefined; // undefined where there is nothing
  ready = false; // whether the element is defined
  failed = false; // whether it could not be loaded

  constructor(private readonly host: Component, readonly base: string, private readonly routes: () => readonly Route[]) { host.addController(this); }

  hostConnected(): void {
    addEventListener('popstate', this.follow);
    this.host.addEventListener('click', this.onClick);
  }

  hostDisconnected(): void {
    removeEventListener('popstate', this.follow);
    this.host.removeEventListener('click', this.onClick);
  }

  /** Goes to an address below the base. */
  go(path: string, replace = false): void {
    history[replace ? 'replaceState' : 'pushState'](null, '', `${this.base}/${path}`);
    void this.enter(true);
  }

  /** Shows what is at the address, without taking the focus: at the beginning. */
  start(): void { void this.enter(false); }

  get path(): string { return decodeURI(location.pathname).slice(this.base.length).replace(/^\/+|\/+$/g, ''); }

  private readonly follow = (): void => void this.enter(true);

  private async enter(focus: boolean): Promise<void> {
    const place = this.find(this.path);
    const same = place !== undefined && place.route === this.place?.route && this.ready;
    this.place = place;
    this.ready = same;
    this.failed = false;
    this.host.requestUpdate();
    if (place && !same) {
      try {
        await place.route.load();
        this.ready = true;
      } catch {
        this.failed = true;
      }
      if (this.place !== place) return; // somebody was faster
      this.host.requestUpdate();
    }
    if (!focus) return;
    await this.host.updateComplete;
    scrollTo(0, 0);
    this.host.shadowRoot?.querySelector('main')?.focus({ preventScroll: true });
  }

  private find(path: string): Place | undefined {
    const parts = path.split('/');
    for (const route of this.routes()) {
      const pattern = route.path.split('/');
      if (pattern.length !== parts.length) continue;
      const params: Record<string, string> = {};
      const fits = pattern.every((wanted, i) => {
        if (!wanted.startsWith(':')) return wanted === parts[i];
        params[wanted.slice(1)] = parts[i] ?? '';
        return parts[i] !== '';
      });
      if (fits) return { route, params };
    }
    return undefined;
  }

  /** Links below the base are followed here; all others, and those for new windows, by the browser. */
  private readonly onClick = (event: MouseEvent): void => {
    const link = event.composedPath().find((node): node is HTMLAnchorElement => node instanceof HTMLAnchorElement);
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    if (link.target || link.hasAttribute('download') || link.origin !== location.origin || !link.pathname.startsWith(`${this.base}/`)) return;
    if (!this.find(decodeURI(link.pathname).slice(this.base.length + 1))) return;
    event.preventDefault();
    history.pushState(null, '', link.href);
    void this.enter(true);
  };
}
