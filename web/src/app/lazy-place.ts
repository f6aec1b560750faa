/** Places that are loaded when somebody goes there, or before, when there is nothing else to do. */
import { type ComponentType, createElement, lazy } from 'react';
import { loadWords } from '@/shared/i18n/i18n';
import { loadWhole } from '@/shared/part';

/** The page's own files are gone: the server has newer ones, or there is no connection. */
export class NotLoadedError extends Error {
  override readonly name = 'NotLoadedError';
  /** So that it is asked for anew when somebody goes there again: by itself React keeps the failure. */
  readonly forget: () => void;

  constructor(forget: () => void, cause: unknown) {
    super('a part of the page', { cause });
    this.forget = forget;
  }
}

const loads: (() => Promise<unknown>)[] = [];

/** `isRare`: wanted by so few that nobody else is to load it. */
export function lazyPlace<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  isRare = false,
): ComponentType<Props> {
  if (!isRare) loads.push(load);
  const attempt = () =>
    lazy(async () => {
      try {
        return { default: await loadWhole(load) };
      } catch (cause) {
        throw new NotLoadedError(forget, cause);
      }
    });
  let Place = attempt();
  const forget = (): void => {
    Place = attempt();
  };
  return function LazyPlace(props: Props) {
    return createElement(Place, props);
  };
}

/**
 * So that going there waits for nothing, and works offline and after an update. One after the other, since
 * a place may bring others that are in it.
 */
export async function preloadPlaces(): Promise<void> {
  await loadWords().catch(() => undefined);
  for (const load of loads) await load().catch(() => undefined);
}
