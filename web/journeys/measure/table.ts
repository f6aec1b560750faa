/** Prints what was measured beside what it should be; a goal that is not kept fails the run. */
import type { FullResult, Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { type Figure, figuresIn } from './figure';

export default class Table implements Reporter {
  readonly #figures: Figure[] = [];

  onTestEnd(_: TestCase, { annotations }: TestResult): void {
    this.#figures.push(...figuresIn(annotations));
  }

  onEnd({ status }: FullResult): Promise<{ status: FullResult['status'] }> {
    const lines = this.#figures.map((it) => `| ${cells(it).join(' | ')} |`);
    process.stdout.write(
      `\n| what | found | goal | | p50 / p95 / max |\n| --- | ---: | ---: | --- | --- |\n${lines.join('\n')}\n`,
    );
    return Promise.resolve({ status: this.#figures.every(isKept) ? status : 'failed' });
  }
}

function cells(figure: Figure): string[] {
  const { what, value, unit, goal, note = '' } = figure;
  return [
    what,
    `${round(value)} ${unit}`,
    `≤ ${goal} ${unit}`,
    isKept(figure) ? 'kept' : 'NOT KEPT',
    note,
  ];
}

function isKept({ value, goal }: Figure): boolean {
  return value <= goal;
}

function round(value: number): string {
  return value.toFixed(Number.isInteger(value) ? 0 : 1);
}
