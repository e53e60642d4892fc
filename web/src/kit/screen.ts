// What every screen is: an element with one shadow root, in which everything is made by template functions, so that
// labels and descriptions find each other.

import { html, type TemplateResult } from 'lit';
import { clock } from '../i18n/times.js';
import { t } from '../i18n/texts.js';
import type { Problem } from '../net/client.js';
import { Component, type Styles } from './component.js';
import { Dialog } from './dialog.js';
import kit from './kit.css';
import { Notices } from './notices.js';
import { banner, explain } from './panels.js';
import { renewTimes } from './time.js';

/** A screen says what it shows in view. dataset.state tells hosts and tests how it is. */
export abstract class Screen extends Component {
  static override styles: Styles = [kit];

  protected readonly dialog = new Dialog(this, () => this.notices.say(t('error.offline')));
  protected readonly notices = new Notices(this);
  private timer = 0;

  protected abstract view(): TemplateResult;

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = setInterval(() => {
      renewTimes(this.renderRoot);
      this.requestUpdate();
    }, 30_000);
    addEventListener('online', this.redraw);
    addEventListener('offline', this.redraw);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
    removeEventListener('online', this.redraw);
    removeEventListener('offline', this.redraw);
  }

  private readonly redraw = (): void => this.requestUpdate();

  protected override render(): TemplateResult {
    return html`<div class="sj"><div class="sheet">${this.view()}</div>${this.dialog.render()}${this.notices.render()}</div>`;
  }

  /** Does something that the user asked for; when it fails, says why. True when it was done. */
  protected async attempt(action: () => Promise<unknown>): Promise<boolean> {
    try {
      await action();
      return true;
    } catch (error) {
      const problem = error as Problem;
      const refused = problem.status >= 400 && problem.status < 500;
      this.notices.say(`${explain(problem)} ${t(refused ? 'error.unchanged' : 'error.unsure')}`);
      return false;
    }
  }

  /** The line that says that what is shown is old; nothing while it is not. */
  protected staleness(load: { state: string; at: Date | undefined; reload(): Promise<void> }): TemplateResult {
    if (!navigator.onLine) return banner(t('offline.banner'));
    if (load.state !== 'stale' || !load.at) return html``;
    return banner(t('stale.banner', { time: clock(load.at) }), { text: t('refresh'), run: () => void load.reload() });
  }

  /** Puts the focus on the first that is there, once the screen is drawn. Call it after something has gone. */
  protected async focusOn(...selectors: string[]): Promise<void> {
    await this.updateComplete;
    for (const selector of selectors) {
      const found = this.renderRoot.querySelector<HTMLElement>(selector);
      if (found) return found.focus();
    }
  }
}
