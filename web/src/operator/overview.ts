// O1, Overview: how many are signed in, what ended today, and whether the settings are sound; two charts below.

import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { exact } from '../i18n/times.js';
import { t } from '../i18n/texts.js';
import { icon } from '../kit/icons.js';
import { liveSwitch } from '../kit/live.js';
import { Load } from '../kit/load.js';
import { Live } from '../net/live.js';
import { barChart, legend, lineChart, sparkLine } from './charts.js';
import type { Version } from './document.js';
import { dayOf } from './filter.js';
import styles from './overview.css';
import { OperatorScreen } from './screen.js';
import sessionStyles from './sessions.css';
import { stepsOf, type StepKey } from './steps.js';
import { activeOver, endsBy, endsOver, type Range, rangeLabel, ranges } from './timeline.js';
import type { Spread, Statistics } from './types.js';
import { whyEnded } from './words.js';

interface Advised { version: number; warnings: { field: string; message: string }[] }
interface Now { spread: Spread; day: Statistics; today: Record<string, number>; advised: Advised | undefined; version: Version | undefined }

export class Overview extends OperatorScreen {
  static override styles = [OperatorScreen.styles, sessionStyles, styles];

  private range: Range = '7d';
  private readonly asTable = new Set<'active' | 'ended'>();
  private readonly now = new Load(this, async (options): Promise<Now> => {
    const { step, steps } = ranges['24h'];
    const midnight = new Date().setHours(0, 0, 0, 0);
    const settings = this.can('settings:read');
    // One after another: what counts all sessions would only wait for the other.
    const day = await this.client.get<Statistics>(`/v1/statistics/sessions?step_seconds=${step}&steps=${steps}`, options);
    const [spread, advised, version] = await Promise.all([
      this.client.get<Spread>('/v1/statistics/spread', options),
      settings ? this.client.get<Advised>('/v1/session-settings', options) : undefined,
      settings ? this.client.get<Version>('/v1/settings', options) : undefined,
    ]);
    return { spread, day, today: endsBy(day.steps.filter((one) => Date.parse(one.at) >= midnight)), advised, version };
  }, false);
  private readonly times = new Load(this, (options) => {
    const { step, steps } = ranges[this.range];
    return this.client.get<Statistics>(`/v1/statistics/sessions?step_seconds=${step}&steps=${steps}`, options);
  }, false);
  private readonly live = new Live(this, () => this.client, '/v1/changes', async () => {
    if (this.now.value) await this.now.reload(true);
    if (this.times.value) await this.times.reload(true);
  });

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('client')) return;
    this.now.value = undefined;
    this.times.value = undefined;
    void this.now.reload().then(() => this.times.reload());
  }

  protected view(): TemplateResult {
    this.dataset['state'] = this.now.state;
    return html`
      <div class="head"><h1 tabindex="-1">${t('operator.overview')}</h1><div class="row">${liveSwitch(this.live)}</div></div>
      ${this.staleness(this.now)}
      ${this.now.show((now) => html`${this.steps(now.version)}${this.cards(now)}`, 2)}
      <div class="range"><h2>${t('overview.time')}</h2>
        <div class="segments" role="group" aria-label=${t('overview.range')}>${(Object.keys(ranges) as Range[]).map((range) => html`<button type="button" aria-pressed=${range === this.range}
          @click=${() => { this.range = range; void this.times.reload(); this.requestUpdate(); }}>${t(`overview.range.${range}`)}</button>`)}</div></div>
      ${this.times.show((times) => html`<div class="charts">${this.activeChart(times)}${this.endedChart(times)}</div>`)}`;
  }

  // ---- the first steps ----

  private steps(version: Version | undefined): TemplateResult | typeof nothing {
    if (!version?.document) return nothing;
    const steps = stepsOf(version.document);
    if (!steps || !this.can('settings:write')) return nothing;
    return html`<section class="card first-steps" aria-labelledby="first-steps">
      <div class="row spread"><div><h2 id="first-steps">${t('setup.title')}</h2><p class="muted">${t('setup.about')}</p></div><a class="button primary" href="${this.base}/set-up">${t('setup.open')}</a></div>
      <ol class="steps">${(Object.keys(steps) as StepKey[]).map((key, i) => html`<li class=${steps[key] ? 'done' : ''}><span class="dot" aria-hidden="true">${steps[key] ? icon('check') : i + 1}</span>
        <span>${t(`setup.step.${key}`)}${steps[key] ? html`<span class="hidden"> (${t('setup.done')})</span>` : nothing}</span></li>`)}</ol></section>`;
  }

  // ---- cards ----

  private cards({ spread, day, today, advised }: Now): TemplateResult {
    const reasons = Object.entries(today).sort(([, a], [, b]) => b - a);
    const ended = reasons.reduce((sum, [, n]) => sum + n, 0);
    const past = activeOver(day).map((point) => point.value);
    const since = `${this.base}/sessions?state=ended&ended_from=${dayOf(new Date())}`;
    const odd = advised?.warnings.length ?? 0;
    return html`<div class="cards">
      ${this.card('sessions', spread.sessions, `${this.base}/sessions`, '', html`<p class="muted small">${t('overview.sessions.about')}</p>
        ${sparkLine(t('overview.spark', { low: Math.min(...past), high: Math.max(...past) }), past)}`)}
      ${this.card('users', spread.users, `${this.base}/users`)}
      ${this.card('ended', ended, since, '', reasons.length > 0 ? html`<ul class="reasons">${reasons.slice(0, 3).map(([reason, n]) => html`
        <li><a href="${since}&reason=${reason}"><span>${whyEnded(reason)}</span><b>${n}</b></a></li>`)}</ul>` : undefined)}
      ${advised ? this.card('advised', odd, `${this.base}/configurations/security/session-management`, odd > 0 ? 'warning' : 'good',
        html`<p class="muted small">${odd > 0 ? advised.warnings.map((one) => t(`settings.${one.field.split('.')[0]}` as 'settings.force_relogin')).join(', ') : t('overview.advised.none')}</p>`) : nothing}
    </div>`;
  }

  private card(key: 'sessions' | 'users' | 'ended' | 'advised', n: number, href: string, look = '', more?: TemplateResult): TemplateResult {
    return html`<section class="card ${look}" aria-labelledby="card-${key}"><h2 id="card-${key}"><a href=${href}>${t(`overview.${key}`)}</a></h2>
      <p class="figure">${new Intl.NumberFormat().format(n)}</p>${more ?? html`<p class="muted small">${t(`overview.${key}.about`)}</p>`}</section>`;
  }

  // ---- charts ----

  private toggle(which: 'active' | 'ended'): TemplateResult {
    const table = this.asTable.has(which);
    return html`<button type="button" class="link small" aria-describedby="caption-${which}" @click=${() => { this.asTable[table ? 'delete' : 'add'](which); this.requestUpdate(); }}>${t(table ? 'overview.as-chart' : 'overview.as-table')}</button>`;
  }

  private activeChart(times: Statistics): TemplateResult {
    const points = activeOver(times);
    const values = points.map((point) => point.value);
    const begin = Date.parse(times.steps[0]?.at ?? '');
    const span = times.step_seconds * 1000 * Math.max(1, times.steps.length);
    const marks = times.published.map((one) => ({ at: (Date.parse(one.at) - begin) / span, text: t('overview.published', { version: String(one.version), time: exact(new Date(one.at)) }) })).filter((mark) => mark.at >= 0 && mark.at <= 1);
    const name = t('overview.active.name', { low: Math.min(...values), high: Math.max(...values), now: values[values.length - 1] ?? 0, marks: marks.length });
    return html`<figure class="card"><figcaption><h3 id="caption-active">${t('overview.active')}</h3>${this.toggle('active')}</figcaption>
      ${this.asTable.has('active') ? this.table('active', [t('overview.c.time'), t('overview.c.active'), t('overview.c.ins'), t('overview.c.ends')],
        points.map((point, i) => [exact(new Date(point.at)), point.value, times.steps[i]?.sign_ins ?? 0, Object.values(times.steps[i]?.ends ?? {}).reduce((a, b) => a + b, 0)]).reverse())
        : html`${lineChart({ name, values, marks, labels: points.map((point) => rangeLabel(this.range, point.at)) })}
          ${marks.length > 0 ? html`<p class="muted small legend">◇ ${t('overview.mark')}</p>` : nothing}`}</figure>`;
  }

  private endedChart(times: Statistics): TemplateResult {
    const { at, series } = endsOver(this.range, times);
    const total = series.reduce((sum, one) => sum + one.values.reduce((a, b) => a + b, 0), 0);
    const labels = at.map((time) => rangeLabel(this.range, time, true));
    return html`<figure class="card"><figcaption><h3 id="caption-ended">${t('overview.byreason')}</h3>${total > 0 ? this.toggle('ended') : nothing}</figcaption>
      ${total === 0 ? html`<p class="muted">${t('overview.byreason.none')}</p>` : this.asTable.has('ended')
        ? this.table('ended', [t('overview.c.time'), ...series.map((one) => one.text)], at.map((_, i) => [labels[i] ?? '', ...series.map((one) => one.values[i] ?? 0)]).reverse())
        : html`${barChart({ name: t('overview.byreason.name', { n: total, most: series[0]?.text ?? '' }), series, labels })}${legend(series)}`}</figure>`;
  }

  private table(which: 'active' | 'ended', head: readonly string[], rows: readonly (readonly (string | number)[])[]): TemplateResult {
    return html`<div class="numbers" tabindex="0" role="region" aria-labelledby="caption-${which}"><table aria-labelledby="caption-${which}"><thead><tr>${head.map((text) => html`<th scope="col">${text}</th>`)}</tr></thead>
      <tbody>${rows.map((row) => html`<tr>${row.map((cell, i) => (i === 0 ? html`<th scope="row">${cell}</th>` : html`<td>${cell}</td>`))}</tr>`)}</tbody></table></div>`;
  }
}

customElements.define('sojourn-overview', Overview);
