import { useSyncExternalStore } from 'react';
import type { Cell } from './cell';

/** The value of a cell, and again whenever it is replaced. */
export function useCell<T>(cell: Cell<T>): T {
  return useSyncExternalStore(cell.subscribe, cell.get);
}
