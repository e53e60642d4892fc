// What the elements of the portals are made of: lit-html draws, and this says when. It is what is needed here of LitElement
// at a sixth of its size: no attributes, no converters, no options. Names and their meaning are LitElement's.

import { render, type PropertyValues, type ReactiveController, type TemplateResult } from 'lit';

export type Styles = readonly (CSSStyleSheet | Styles)[];

export abstract class Component extends HTMLElement {
  /** Sheets, the later ones stronger; of a class that is extended, put first. */
  static styles: Styles = [];
  /** The names of fields that others set, or whose change draws anew. All others ask by requestUpdate. */
  static properties: readonly string[] = [];

  readonly renderRoot = this.attachShadow({ mode: 'open' });
  hasUpdated = false;
  /** Resolves when what has been asked for is drawn. */
  updateComplete = Promise.resolve();
  readonly #controllers = new Set<ReactiveController>();
  #connected = false;
  #pending = false;
  #changed = new Map<string, unknown>(); // what properties were when it was drawn last

  constructor() {
    super();
    const { styles, properties } = this.constructor as typeof Component;
    this.renderRoot.adoptedStyleSheets = (styles as unknown[]).flat(Infinity) as CSSStyleSheet[];
    for (const name of properties) this.#watch(name);
  }

  protected abstract render(): TemplateResult;
  /** Before it is drawn, with the properties that have changed. What is changed here is drawn with them. */
  protected willUpdate(_changed: PropertyValues): void {}
  /** After it was drawn. */
  protected updated(_changed: PropertyValues): void {}

  /** A controller lives with its element: it hears when that comes into the page, is drawn, and leaves. */
  addController(controller: ReactiveController): void {
    this.#controllers.add(controller);
    if (this.#connected) controller.hostConnected?.();
  }

  connectedCallback(): void {
    this.#connected = true;
    this.#controllers.forEach((controller) => controller.hostConnected?.());
    this.requestUpdate();
  }

  disconnectedCallback(): void {
    this.#connected = false;
    this.#controllers.forEach((controller) => controller.hostDisconnected?.());
  }

  /** Draws once what is asked for in this turn, when it is over. */
  requestUpdate(): void {
    if (this.#pending || !(this.#connected || this.hasUpdated)) return;
    this.#pending = true;
    this.updateComplete = Promise.resolve().then(() => this.#update());
  }

  #update(): void {
    const changed = this.#changed;
    let content: TemplateResult;
    try {
      this.willUpdate(changed);
      content = this.render();
    } finally {
      this.#changed = new Map();
      this.#pending = false;
    }
    render(content, this.renderRoot, { host: this });
    this.hasUpdated = true;
    this.#controllers.forEach((controller) => controller.hostUpdated?.());
    this.updated(changed);
  }

  #watch(name: string): void {
    let value: unknown;
    Object.defineProperty(this, name, {
      get: () => value,
      set: (now: unknown) => {
        if (Object.is(now, value)) return;
        if (!this.#changed.has(name)) this.#changed.set(name, value);
        value = now;
        this.requestUpdate();
      },
    });
  }
}
