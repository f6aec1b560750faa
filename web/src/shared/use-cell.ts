import { useMemo, useSyncExternalStore } from 'react';
import type { Cell } from './cell';
import { Throttle } from './throttle';

/** The value of a cell, and again whenever it is replaced. */
export function useCell<T>(cell: Pick<Cell<T>, 'subscribe' | 'get'>): T {
  return useSyncExternalStore(cell.subscribe, cell.get);
}

/** What is picked out of a cell's value; others of its changes go by unnoticed. Not for objects. */
export function usePicked<T, P extends string | number | boolean>(
  cell: Cell<T>,
  pick: (value: T) => P,
): P {
  return useSyncExternalStore(cell.subscribe, () => pick(cell.get()));
}

/** The value of a cell that may change a hundred times a second: at most every so often. */
export function useCalmly<T>(cell: Cell<T>, every_ms: number): T {
  const { subscribe, get } = useMemo(() => calm(cell, every_ms), [cell, every_ms]);
  return useSyncExternalStore(subscribe, get);
}

function calm<T>(cell: Cell<T>, every_ms: number): Pick<Cell<T>, 'subscribe' | 'get'> {
  let value = cell.get();
  return {
    get: () => value,
    subscribe: (listener) => {
      const throttle = new Throttle(every_ms, () => {
        value = cell.get();
        listener();
      });
      const end = cell.subscribe(() => throttle.wish());
      // It may have changed before anybody watched.
      throttle.wish();
      return () => {
        end();
        throttle.stop();
      };
    },
  };
}

/** The values of several cells; the same array until one of them is replaced. */
export function useCells<T>(cells: readonly Cell<T>[]): readonly T[] {
  const { subscribe, get } = useMemo(() => together(cells), [cells]);
  return useSyncExternalStore(subscribe, get);
}

function together<T>(cells: readonly Cell<T>[]): Pick<Cell<readonly T[]>, 'subscribe' | 'get'> {
  let values: readonly T[] = [];
  return {
    get: () => {
      const isSame = cells.length === values.length;
      if (!isSame || cells.some((it, at) => it.get() !== values[at])) {
        values = cells.map((it) => it.get());
      }
      return values;
    },
    subscribe: (listener) => {
      const ends = cells.map((it) => it.subscribe(listener));
      return () => {
        for (const end of ends) end();
      };
    },
  };
}
