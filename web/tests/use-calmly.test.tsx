// @vitest-environment jsdom
import { act, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Cell } from '@/shared/cell';
import { useCalmly } from '@/shared/use-cell';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** So much time goes by, and React has drawn what came of it. */
async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  act(() => undefined);
}

it('shows what changes all the time at most every so often, and the last of it', async () => {
  const cell = new Cell(0);
  let draws = 0;
  function Shown() {
    draws += 1;
    return <p>{useCalmly(cell, 200)}</p>;
  }
  render(<Shown />);
  const before = draws;
  for (let n = 1; n <= 100; n += 1) {
    cell.set(n);
    await pass(10);
  }
  expect(draws - before).toBeLessThanOrEqual(6);
  await pass(200);
  expect(screen.getByText('100')).toBeTruthy();
});

it('shows what had changed before it was watched', async () => {
  const cell = new Cell('before');
  function Shown() {
    const value = useCalmly(cell, 200);
    if (cell.get() === 'before') queueMicrotask(() => cell.set('after'));
    return <p>{value}</p>;
  }
  render(<Shown />);
  await pass(0);
  expect(screen.getByText('after')).toBeTruthy();
});
