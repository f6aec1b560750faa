/** Places that are loaded when somebody goes there, or before, when there is nothing else to do. */
import { type ComponentType, type LazyExoticComponent, lazy } from 'react';

/** The page's own files are gone: the server has newer ones, or there is no connection. */
export class NotLoadedError extends Error {
  override readonly name = 'NotLoadedError';
}

const loads: (() => Promise<unknown>)[] = [];

export function lazyPlace<Props>(
  load: () => Promise<ComponentType<Props>>,
): LazyExoticComponent<ComponentType<Props>> {
  loads.push(load);
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (cause) {
      throw new NotLoadedError('a part of the page', { cause });
    }
  });
}

/** So that going there waits for nothing, and works offline and after an update. */
export async function preloadPlaces(): Promise<void> {
  await Promise.allSettled(loads.map((load) => load()));
}
