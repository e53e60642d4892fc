// How long tasks of a page keep its thread, from the browser's own trace. Their time on the processor is told apart from
// the time that passed: on a machine that does much else, a task waits for the processor, and that is not the page's doing.

import type { CDPSession, Page } from '@playwright/test';

interface Event { name: string; ph: string; pid: number; tid: number; ts: number; dur?: number; tdur?: number; args?: { name?: string; chrome_mojo_event_info?: { mojo_interface_tag?: string } } }

export interface Tasks { passed: number; used: number } // of the longest, in milliseconds

export class Trace {
  private events: Event[] = [];

  private constructor(private readonly session: CDPSession) {
    session.on('Tracing.dataCollected', ({ value }) => { this.events.push(...(value as unknown as Event[])); });
  }

  static async of(page: Page): Promise<Trace> {
    const trace = new Trace(await page.context().newCDPSession(page));
    await trace.start();
    return trace;
  }

  private start(): Promise<unknown> {
    return this.session.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['toplevel', 'disabled-by-default-devtools.timeline'] } });
  }

  /** The longest tasks since the last time. */
  async longest(): Promise<Tasks> {
    const all = new Promise((resolve) => this.session.once('Tracing.tracingComplete', resolve));
    await this.session.send('Tracing.end');
    await all;
    const longest = judge(this.events);
    this.events = [];
    await this.start();
    return longest;
  }
}

function judge(events: readonly Event[]): Tasks {
  const thread = ({ pid, tid }: Event): string => `${pid} ${tid}`;
  const mains = new Set(events.filter((one) => one.name === 'thread_name' && one.args?.name === 'CrRendererMain').map(thread));
  const whole = events.filter((one) => one.ph === 'X' && mains.has(thread(one)));
  // What the test does to the page comes by this way, and no user does it.
  const ours = whole.filter((one) => one.args?.chrome_mojo_event_info?.mojo_interface_tag?.includes('DevTools'));
  const tasks = whole.filter((one) => one.name.endsWith('RunTask')
    && !ours.some((part) => thread(part) === thread(one) && part.ts >= one.ts && part.ts < one.ts + (one.dur ?? 0)));
  if (tasks.length === 0) throw new Error('the trace has no tasks of the page');
  return { passed: Math.max(...tasks.map((one) => (one.dur ?? 0) / 1000)), used: Math.max(...tasks.map((one) => (one.tdur ?? 0) / 1000)) };
}
