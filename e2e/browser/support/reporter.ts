// What a run says: failures with their causes, figures, and in the last line how many.

import type { FullConfig, FullResult, Reporter, Suite, TestCase, TestError, TestResult } from '@playwright/test/reporter';

export default class implements Reporter {
  private passed = 0;
  private failed = 0;
  private stopped = 0; // did not run, as the run was ended
  private readonly figures: string[] = [];
  private readonly slow: [number, string][] = [];
  private began = 0;

  onBegin(_config: FullConfig, suite: Suite): void {
    this.began = Date.now();
    console.log(`${suite.allTests().length} tests`);
  }

  onError(error: TestError): void {
    this.failed++;
    console.log(`FAIL\t${error.message ?? error.value ?? ''}`);
  }

  onTestEnd(test: TestCase, result: TestResult): void {
    const name = test.titlePath().slice(2).join(' › ');
    this.figures.push(...result.annotations.filter((one) => one.type === 'figure').map((one) => one.description ?? ''));
    this.slow.push([result.duration, name]);
    if (result.status === 'skipped') {
      this.stopped++;
    } else if (result.status === test.expectedStatus) {
      this.passed++;
    } else {
      this.failed++;
      console.log(`FAIL\t${name} (${result.status})`);
      for (const error of result.errors) console.log(indent(error.message ?? '', error.location ? `at ${error.location.file}:${error.location.line}` : ''));
    }
  }

  onEnd(result: FullResult): void {
    if (this.figures.length > 0) console.log(`\nfigures:\n  ${this.figures.join('\n  ')}`);
    console.log('\nslowest:');
    for (const [time, name] of this.slow.sort((a, b) => b[0] - a[0]).slice(0, 5)) console.log(`  ${(time / 1000).toFixed(1)} s ${name}`);
    if (this.stopped > 0 || result.status !== 'passed') console.log(`\nthe run ${result.status}; ${this.stopped} tests did not run`);
    console.log(`\n${Math.round((Date.now() - this.began) / 1000)} s\n${this.passed} passed, ${this.failed} failed`);
  }

  printsToStdio(): boolean { return true; }
}

const indent = (...texts: string[]): string =>
  texts.join('\n').replace(/\u001b\[[0-9;]*m/g, '').split('\n').slice(0, 60).map((line) => `    ${line}`).join('\n');
