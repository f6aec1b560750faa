/** What was measured, and what it should be. */
import { test } from '@playwright/test';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** It is to be no more than this. */
  readonly goal: number;
  /** What helps to judge it. */
  readonly note?: string;
}

const TYPE = 'figure';

/** For the table at the end. */
export function found(figure: Figure): void {
  if (!Number.isFinite(figure.value)) throw new Error(`${figure.what}: nothing was measured`);
  test.info().annotations.push({ type: TYPE, description: JSON.stringify(figure) });
}

export function figuresIn(notes: readonly { type: string; description?: string }[]): Figure[] {
  return notes.filter(({ type }) => type === TYPE).map((it) => JSON.parse(it.description ?? ''));
}

/** The value that `share` of all are no larger than. */
function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** `p50 / p95 / max`, for a note. */
export function spread(values: readonly number[]): string {
  const shown = [0.5, 0.95, 1].map((share) => percentile(values, share).toFixed(0));
  return `${shown.join(' / ')} of ${values.length}`;
}
