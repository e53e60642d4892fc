// What the self-service portal is for somebody: the portal itself, in a frame, with invented people (web/src/preview), in a
// language, a width, and light or dark.

import { html, type ReactiveController, type TemplateResult } from 'lit';
import { language, t } from '../../i18n/texts.js';
import type { Component } from '../../kit/component.js';
import { selectField } from '../../kit/field.js';
import type { Document } from '../document.js';

/** What the portal is to show, of the draft. */
export interface Shown {
  pages: Document['pages']; settings: Partial<Document['session_settings']>;
  permissions: readonly string[]; role: string; roles: readonly (readonly [key: string, name: string])[]; // the reader's
  at: string; // the path that is looked at
}

type Language = 'en' | 'de';
type Width = 'wide' | 'narrow';

const address = '/portal-preview';
const widths: Readonly<Record<Width, number>> = { wide: 1100, narrow: 360 };

export class PortalView implements ReactiveController {
  private dark = false;
  private width: Width = 'wide';
  private language: Language = language() === 'de' ? 'de' : 'en';
  private shown: Omit<Shown, 'at'> | undefined;
  private loaded = ''; // what the frame shows
  private readonly size = new ResizeObserver(([entry]) => this.fit(entry?.target as HTMLElement));

  constructor(private readonly host: Component) { host.addController(this); }

  private get frame(): HTMLIFrameElement | null { return this.host.renderRoot.querySelector('iframe'); }

  hostDisconnected(): void { this.size.disconnect(); }

  hostUpdated(): void {
    const { frame } = this;
    if (!frame) return;
    const place = frame.parentElement as HTMLElement;
    this.size.observe(place);
    this.fit(place);
    const wanted = `${address}?lang=${this.language}&theme=${this.dark ? 'dark' : 'light'}`;
    const key = wanted + JSON.stringify(this.shown);
    if (key !== this.loaded) this.load(frame, wanted, this.loaded !== '');
    this.loaded = key;
  }

  /** The frame stays out of the history: going back leaves the builder. */
  private load(frame: HTMLIFrameElement, wanted: string, again: boolean): void {
    const at = again ? /^\/e\/preview\/(.*)/.exec(frame.contentWindow?.location.pathname ?? '')?.[1] ?? '' : '';
    frame.dataset['shown'] = JSON.stringify({ ...this.shown, at });
    if (again) frame.contentWindow?.location.replace(wanted);
    else frame.src = wanted;
  }

  /** Where the frame has gone to a page that refuses to be framed, such as that after signing out. */
  private readonly onLoad = (): void => {
    if (this.frame?.contentDocument) return;
    this.loaded = '';
    this.host.requestUpdate();
  };

  /** A wide portal is drawn as small as its place is. */
  private fit(place: HTMLElement): void {
    const scale = Math.min(1, (place.clientWidth || 1) / widths[this.width]);
    place.style.setProperty('--width', `${widths[this.width]}px`);
    place.style.setProperty('--scale', String(scale));
  }

  choices(): TemplateResult {
    const redraw = (): void => this.host.requestUpdate();
    return html`${selectField<Language>({ id: 'language', label: t('builder.language'), value: this.language, options: [['en', 'English'], ['de', 'Deutsch']], onChange: (wanted) => { this.language = wanted; redraw(); } })}
      ${selectField<Width>({ id: 'width', label: t('builder.width'), value: this.width, options: [['wide', t('builder.width.wide')], ['narrow', t('builder.width.narrow')]], onChange: (width) => { this.width = width; redraw(); } })}
      <button type="button" class="button" aria-pressed=${this.dark} @click=${() => { this.dark = !this.dark; redraw(); }}>${t('builder.dark')}</button>`;
  }

  render(shown: Omit<Shown, 'at'>): TemplateResult {
    this.shown = shown;
    return html`<div class="portal ${this.width}"><iframe title=${t('builder.preview.frame')} sandbox="allow-scripts allow-same-origin allow-forms" @load=${this.onLoad}></iframe></div>`;
  }
}
